package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenIssuer;
import org.sleepquiz.messages.Json;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The contract's calls and refusals, from outside. */
class CommandsOverHttpIT {

    private static final String NIGHT = """
            {"BEDTIME":"22:15","SLEEP_LATENCY":"FROM_15_TO_30","WAKE_TIME":"07:00","NIGHT_WAKINGS":"ONE_OR_TWO",
             "TIME_AWAKE":"UNDER_15","SLEEP_QUALITY":7,"PHONE_USAGE":true,"PHONE_DURATION":"OVER_60",
             "DISRUPTIONS":["NOISE","PAIN"],"ALERTNESS":6}""";

    private static final String OPEN = "00000000-0000-4000-8000-000000000001";
    private static final String CANCELLED = "00000000-0000-4000-8000-000000000002";
    private static final String ALMOST = "00000000-0000-4000-8000-000000000003";

    private static TestDatabase database;
    private static Node node;

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        node = Node.start(CommandSide.application().sources(Morning.class), database, Node.NO_KAFKA);
        node.post("11/quizzes", "{\"quizId\":\"" + CANCELLED + "\"}");
        node.delete("11/quizzes/" + CANCELLED);
        node.post("11/quizzes", "{\"quizId\":\"" + OPEN + "\"}");
        String almost = NIGHT.replace("\"BEDTIME\":\"22:15\"", "\"BEDTIME\":\"07:00\"");
        answers(almost)
                .filter(answer -> !answer[0].equals("ALERTNESS"))
                .forEach(answer -> assertThat(
                                answer("12", ALMOST, answer[0], answer[1]).status())
                        .isEqualTo(200));
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    /** It is 07:30 in Stockholm. */
    @TestConfiguration
    static class Morning {
        @Bean
        @Primary
        Clock morning() {
            return Clock.fixed(Instant.parse("2026-11-24T06:30:00Z"), ZoneOffset.UTC);
        }
    }

    @Test // #2
    void aPersonNobodyHasHeardOfAnswersTheWholeQuiz() {
        String quiz = UUID.randomUUID().toString();
        Reply started = node.post(
                "21/quizzes", "{\"quizId\":\"" + quiz + "\",\"language\":\"sv-SE\",\"timeZone\":\"Europe/Stockholm\"}");
        assertThat(started.status()).isEqualTo(200);
        assertThat(started.json().path("status").stringValue()).isEqualTo("IN_PROGRESS");
        assertThat(started.json().path("language").stringValue()).isEqualTo("sv");
        assertThat(started.json().path("suggested").path("BEDTIME").stringValue())
                .isEqualTo("22:00");
        assertThat(started.json().path("missing").size()).isEqualTo(8);
        Reply last = answers(NIGHT)
                .map(answer -> answer("21", quiz, answer[0], answer[1]))
                .reduce(started, (before, after) -> after);
        JsonNode completed = last.json();
        assertThat(completed.path("status").stringValue()).isEqualTo("COMPLETED");
        assertThat(completed.path("missing").size()).isZero();
        assertThat(completed.path("entry").path("nightDate").stringValue()).isEqualTo("2026-11-24");
        assertThat(completed
                        .path("entry")
                        .path("figures")
                        .path("timeInBedMinutes")
                        .intValue())
                .isEqualTo(525);
        assertThat(last.header("X-Event-Position")).isEqualTo(Long.toString(newestPosition("21")));
        assertThat(types("21"))
                .startsWith("UserRegistered", "QuizStarted", "QuestionAnswered")
                .endsWith("QuestionAnswered", "QuizCompleted")
                .hasSize(13);
    }

    @Test // #2 regression 5
    void aDoubleTapAddsNoEvent() {
        String quiz = UUID.randomUUID().toString();
        Reply once = answer("22", quiz, "WAKE_TIME", "\"07:00\"");
        long events = events();
        Reply twice = answer("22", quiz, "WAKE_TIME", "\"07:00\"");
        assertThat(twice.status()).isEqualTo(200);
        assertThat(twice.body()).isEqualTo(once.body());
        assertThat(twice.header("X-Event-Position")).isEqualTo(once.header("X-Event-Position"));
        assertThat(events()).isEqualTo(events);
    }

    @Test // #2
    void startingResumesAndStartingOverGivesUpTheOpenQuiz() {
        String quiz = UUID.randomUUID().toString();
        String other = UUID.randomUUID().toString();
        node.post("23/quizzes", "{\"quizId\":\"" + quiz + "\"}");
        assertThat(node.post("23/quizzes", "{\"quizId\":\"" + other + "\"}")
                        .json()
                        .path("quizId")
                        .stringValue())
                .isEqualTo(quiz);
        assertThat(node.post("23/quizzes", "{\"quizId\":\"" + other + "\",\"startOver\":true}")
                        .json()
                        .path("quizId")
                        .stringValue())
                .isEqualTo(other);
        assertThat(node.post("23/quizzes", "{\"quizId\":\"" + quiz + "\"}")
                        .json()
                        .path("status")
                        .stringValue())
                .isEqualTo("ABANDONED");
        assertThat(node.delete("23/quizzes/" + other).json().path("status").stringValue())
                .isEqualTo("CANCELLED");
    }

    @Test // #2
    void aWholeNightIsRecordedCorrectedAndDeleted() {
        Reply recorded = node.post("24/entries", "{\"nightDate\":\"2026-11-20\",\"answers\":" + NIGHT + "}");
        assertThat(recorded.status()).isEqualTo(200);
        String entryId = recorded.json().path("entryId").stringValue();
        Reply corrected = node.post(
                "24/entries",
                "{\"nightDate\":\"2026-11-20\",\"answers\":" + NIGHT.replace("\"ALERTNESS\":6", "\"ALERTNESS\":1")
                        + "}");
        assertThat(corrected.json().path("entryId").stringValue()).isEqualTo(entryId);
        assertThat(node.delete("24/entries/2026-11-20").status()).isEqualTo(204);
        Reply again = node.delete("24/entries/2026-11-20");
        assertThat(again.status()).isEqualTo(204);
        assertThat(again.header("X-Event-Position")).isEqualTo(Long.toString(newestPosition("24")));
        assertThat(types("24"))
                .containsExactly(
                        "UserRegistered", "QuizCompleted", "QuizCompleted", "SleepEntryCorrected", "SleepEntryDeleted");
    }

    @Test // #2 regression 23
    void settingsChangeAtOnceAndRegisteringChangesNothing() {
        Reply registered =
                node.put("25", "{\"language\":\"es-419\",\"timeZone\":\"America/Argentina/ComodRivadavia\"}");
        assertThat(registered.json().path("language").stringValue()).isEqualTo("es");
        Reply changed = node.patch(
                "25/settings",
                "{\"promptEnabled\":false,\"promptTime\":\"06:30\",\"timeZone\":\"EST\",\"sleepNeedMinutes\":510}");
        assertThat(changed.status()).isEqualTo(200);
        Reply unchanged = node.put("25", "{\"language\":\"sv\"}");
        assertThat(unchanged.body()).isEqualTo(changed.body());
        assertThat(changed.json().path("promptEnabled").booleanValue()).isFalse();
        assertThat(changed.json().path("promptTime").stringValue()).isEqualTo("06:30");
        assertThat(changed.json().path("timeZone").stringValue()).isEqualTo("America/Panama");
        assertThat(changed.json().path("sleepNeedMinutes").intValue()).isEqualTo(510);
    }

    static Stream<Arguments> refusals() {
        String answer = "11/quizzes/" + OPEN + "/answers/";
        String quality = answer + "SLEEP_QUALITY";
        String one = "{\"value\":1}";
        return Stream.of(
                refused(400, "MALFORMED", "PUT", quality, "{\"value\":"),
                refused(400, "MALFORMED", "PUT", quality, "[1]"),
                refused(400, "MALFORMED", "PUT", quality, "{}"),
                refused(400, "MALFORMED", "PUT", quality, "{\"value\":1,\"valeu\":2}"),
                refused(400, "MALFORMED", "PUT", quality, "{\"value\":1} {}"),
                refused(400, "MALFORMED", "PUT", answer + "SHOE_SIZE", one),
                refused(400, "MALFORMED", "PUT", answer + "sleep_quality", one),
                refused(400, "MALFORMED", "PUT", "11/quizzes/17/answers/SLEEP_QUALITY", one),
                refused(400, "MALFORMED", "PUT", "0x/quizzes/" + OPEN + "/answers/SLEEP_QUALITY", one),
                refused(400, "MALFORMED", "POST", "011/quizzes", "{\"quizId\":\"" + OPEN + "\"}"),
                refused(400, "MALFORMED", "POST", "11/quizzes", "{}"),
                refused(400, "MALFORMED", "POST", "11/quizzes", "{\"quizId\":7}"),
                refused(400, "MALFORMED", "POST", "11/quizzes", "{\"quizId\":\"1-1-1-1-1\"}"),
                refused(400, "MALFORMED", "POST", "13/quizzes", quiz("\"startOver\":\"yes\"")),
                refused(400, "MALFORMED", "POST", "13/quizzes", quiz("\"startedAt\":\"yesterday\"")),
                refused(400, "MALFORMED", "POST", "13/quizzes", quiz("\"startedAt\":\"2026-11-24T06:45:01Z\"")),
                refused(400, "MALFORMED", "POST", "13/quizzes", quiz("\"startedAt\":\"1970-01-01T00:00:00Z\"")),
                refused(400, "MALFORMED", "POST", "13/quizzes", quiz("\"startedAt\":\"-999999999-01-01T00:00:00Z\"")),
                refused(400, "MALFORMED", "POST", "13/quizzes", quiz("\"timeZone\":\"Mars/Olympus\"")),
                refused(400, "MALFORMED", "PATCH", "11/settings", "{\"promptEnabled\":\"no\"}"),
                refused(400, "MALFORMED", "PATCH", "11/settings", "{\"promptTime\":\"25:00\"}"),
                refused(400, "MALFORMED", "PATCH", "11/settings", "{\"language\":\"de\"}"),
                refused(400, "MALFORMED", "PATCH", "11/settings", "{\"sleepNeedMinutes\":100}"),
                refused(400, "MALFORMED", "PATCH", "11/settings", "{\"sleepNeedMinutes\":480.5}"),
                refused(
                        400,
                        "MALFORMED",
                        "POST",
                        "13/entries",
                        "{\"nightDate\":\"2026-11-31\",\"answers\":" + NIGHT + "}"),
                refused(
                        400,
                        "MALFORMED",
                        "POST",
                        "13/entries",
                        "{\"nightDate\":\"1999-12-31\",\"answers\":" + NIGHT + "}"),
                refused(400, "MALFORMED", "POST", "13/entries", "{\"answers\":{\"SHOE_SIZE\":42}}"),
                refused(400, "MALFORMED", "POST", "13/entries", "{}"),
                refused(400, "MALFORMED", "DELETE", "11/entries/last-night", null),
                refused(405, "METHOD_NOT_ALLOWED", "PUT", "11/quizzes", "{}"),
                refused(409, "QUIZ_CLOSED", "PUT", "11/quizzes/" + CANCELLED + "/answers/ALERTNESS", one),
                refused(409, "QUIZ_CLOSED", "PUT", "11/quizzes/" + UUID.randomUUID() + "/answers/ALERTNESS", one),
                refused(409, "QUIZ_CLOSED", "DELETE", "11/quizzes/" + UUID.randomUUID(), null),
                refused(409, "QUIZ_CLOSED", "DELETE", "13/quizzes/" + OPEN, null),
                refused(413, "TOO_LARGE", "PUT", quality, "{\"value\":\"" + "x".repeat(70_000) + "\"}"),
                refused(422, "INVALID_ANSWER", "PUT", quality, "{\"value\":11}"),
                refused(422, "INVALID_ANSWER", "PUT", quality, "{\"value\":\"OVER_60\"}"),
                refused(422, "INVALID_ANSWER", "PUT", quality, "{\"value\":null}"),
                refused(422, "INVALID_ANSWER", "PUT", answer + "DISRUPTIONS", "{\"value\":[\"SNORING\"]}"),
                refused(422, "INVALID_ANSWER", "PUT", answer + "BEDTIME", "{\"value\":\"24:00\"}"),
                refused(422, "INVALID_ANSWER", "POST", "13/entries", "{\"answers\":{\"ALERTNESS\":11}}"),
                refused(422, "INVALID_ANSWER", "POST", "13/entries", "{\"answers\":{\"ALERTNESS\":1}}"),
                refused(422, "IMPLAUSIBLE_NIGHT", "PUT", "12/quizzes/" + ALMOST + "/answers/ALERTNESS", one),
                refused(
                        422,
                        "IMPLAUSIBLE_NIGHT",
                        "POST",
                        "13/entries",
                        "{\"nightDate\":\"2026-11-25\",\"answers\":" + NIGHT + "}"));
    }

    private static String quiz(String more) {
        return "{\"quizId\":\"" + OPEN + "\"," + more + "}";
    }

    private static Arguments refused(int status, String code, String method, String path, @Nullable String json) {
        return Arguments.of(status, code, method, path, json);
    }

    @ParameterizedTest // #2
    @MethodSource("refusals")
    void whatIsRefusedSaysWhyAndLeavesNothing(
            int status, String code, String method, String path, @Nullable String json) {
        long events = events();
        Reply reply = node.send(method, path, json).join();
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.body()).doesNotContain("SNORING", "Exception", "xxx");
        assertThat(events()).isEqualTo(events);
    }

    @Test // #2
    void whoAcceptsNoJsonIsRefusedBeforeAnythingIsStored() {
        long events = events();
        for (String[] call : List.of(
                new String[] {"PUT", "31", "{}"},
                new String[] {"PUT", "31/quizzes/" + OPEN + "/answers/SLEEP_QUALITY", "{\"value\":7}"},
                new String[] {"DELETE", "11/quizzes/" + OPEN, null},
                new String[] {"DELETE", "11", null})) {
            Reply reply =
                    node.sendAccepting("text/html", call[0], call[1], call[2]).join();
            assertThat(reply.status()).as(call[0] + " " + call[1]).isEqualTo(406);
            assertThat(reply.code()).isEqualTo("NOT_ACCEPTABLE");
        }
        assertThat(events()).isEqualTo(events);
    }

    @Test // #2
    void aRefusalCarriesWhatAScreenNeeds() {
        JsonNode invalid = answer("11", OPEN, "SLEEP_LATENCY", "5").json();
        assertThat(invalid.path("question").stringValue()).isEqualTo("SLEEP_LATENCY");
        assertThat(invalid.path("allowed").toString())
                .isEqualTo("[\"UNDER_15\",\"FROM_15_TO_30\",\"FROM_30_TO_60\",\"OVER_60\"]");
        assertThat(answer("11", OPEN, "ALERTNESS", "\"07:00\"")
                        .json()
                        .path("allowed")
                        .toString())
                .isEqualTo("[1,2,3,4,5,6,7,8,9,10]");
        assertThat(answer("11", OPEN, "DISRUPTIONS", "7").json().path("allowed").toString())
                .isEqualTo("[\"NOISE\",\"LIGHT\",\"TEMPERATURE\",\"STRESS\",\"DREAM\",\"PAIN\"]");
        JsonNode implausible = answer("12", ALMOST, "ALERTNESS", "5").json();
        assertThat(implausible.path("questions").toString()).isEqualTo("[\"BEDTIME\",\"WAKE_TIME\"]");
        assertThat(implausible.path("quiz").path("missing").toString()).isEqualTo("[\"ALERTNESS\"]");
        JsonNode closed = answer("11", CANCELLED, "ALERTNESS", "5").json();
        assertThat(closed.path("quiz").path("status").stringValue()).isEqualTo("CANCELLED");
    }

    @Test // #2
    void whoMayNotCommandChangesNothing() {
        String path = "11/quizzes/" + OPEN + "/answers/SLEEP_QUALITY";
        String analyst = Node.ISSUER.issue(Role.ANALYST, Duration.ofHours(1));
        String expired = Node.expiredToken();
        String foreign = TokenIssuer.withNewKey().issue(Role.BOT, Duration.ofHours(1));
        long events = events();
        assertThat(List.of(
                        statusAndCode(path, null),
                        statusAndCode(path, "nonsense"),
                        statusAndCode(path, expired),
                        statusAndCode(path, foreign),
                        statusAndCode(path, analyst)))
                .containsExactly(
                        "401 UNAUTHENTICATED",
                        "401 UNAUTHENTICATED",
                        "401 UNAUTHENTICATED",
                        "401 UNAUTHENTICATED",
                        "403 FORBIDDEN");
        assertThat(events()).isEqualTo(events);
        String operator = Node.ISSUER.issue(Role.OPERATOR, Duration.ofHours(1));
        assertThat(node.send("PUT", path, "{\"value\":3}", operator).join().status())
                .isEqualTo(200);
    }

    private static String statusAndCode(String path, @Nullable String token) {
        Reply reply = node.send("PUT", path, "{\"value\":3}", token).join();
        return reply.status() + " " + reply.code();
    }

    @Test // #2
    void commandsRunInTransactionsOfSpring() {
        assertThat(node.context.getBean(TransactionManager.class)).isInstanceOf(SpringTransactionManager.class);
        assertThat(node.context.getBean(Configuration.class).getComponent(TransactionManager.class))
                .isInstanceOf(SpringTransactionManager.class);
    }

    @Test // #2 regression 30
    void aPublisherThatStandsStillTurnsHealthToDown() {
        EventProcessor publisher = node.context
                .getBean(EventProcessingConfiguration.class)
                .eventProcessor("publisher")
                .orElseThrow();
        publisher.shutDown();
        assertThat(node.get("/actuator/health").json().path("status").stringValue())
                .isEqualTo("DOWN");
        publisher.start();
        assertThat(node.get("/actuator/health").json().path("status").stringValue())
                .isEqualTo("UP");
    }

    @Test // #2
    void docsHealthAndMetricsAreThere() {
        assertThat(node.get("/v3/api-docs").body())
                .contains("/api/v1/users/{telegramId}/quizzes/{quizId}/answers/{question}", "startOver");
        assertThat(node.get("/actuator/health").json().path("status").stringValue())
                .isEqualTo("UP");
        assertThat(node.get("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(node.get("/actuator/prometheus").body()).contains("hikaricp_connections");
    }

    private static Reply answer(String user, String quiz, String question, String value) {
        return node.put(user + "/quizzes/" + quiz + "/answers/" + question, "{\"value\":" + value + "}");
    }

    /** Question and JSON value of each answer, in order. */
    private static Stream<String[]> answers(String night) {
        return Json.MAPPER.readTree(night).properties().stream()
                .map(answer -> new String[] {answer.getKey(), answer.getValue().toString()});
    }

    private static List<String> types(String user) {
        return jdbc().sql("""
                        select payload_type from event_store.domain_event_entry
                        where aggregate_identifier = :user order by sequence_number
                        """).param("user", user).query(String.class).list();
    }

    private static long newestPosition(String user) {
        return jdbc().sql(
                        "select max(global_index) from event_store.domain_event_entry where aggregate_identifier = :user")
                .param("user", user)
                .query(Long.class)
                .single();
    }

    private static long events() {
        return jdbc().sql("select count(*) from event_store.domain_event_entry")
                .query(Long.class)
                .single();
    }

    private static JdbcClient jdbc() {
        return JdbcClient.create(database.dataSource());
    }
}
