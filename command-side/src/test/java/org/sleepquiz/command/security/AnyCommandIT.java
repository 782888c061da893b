package org.sleepquiz.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sleepquiz.messages.Json;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.sleepquiz.testsupport.security.AttackedSide;
import org.sleepquiz.testsupport.security.Endpoint;
import org.sleepquiz.testsupport.security.Nonsense;
import org.sleepquiz.testsupport.security.Nonsense.Request;
import org.sleepquiz.testsupport.security.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Whatever is sent to whichever endpoint, the command-side refuses it in its own words or does all of it. */
class AnyCommandIT {

    private static final String QUIZ = new UUID(0x4000L, 0x8000000000000001L).toString();
    private static final Map<String, String> RIGHT = Map.of(
            "telegramId",
            "4711",
            "quizId",
            QUIZ,
            "question",
            "BEDTIME",
            "nightDate",
            "2026-11-20",
            "forDate",
            "2026-11-20");
    private static final String NIGHT = """
            {"nightDate":"2026-11-20","language":"sv","timeZone":"Europe/Stockholm","onlyIfAbsent":false,"answers":
             {"BEDTIME":"22:15","SLEEP_LATENCY":"FROM_15_TO_30","WAKE_TIME":"07:00","NIGHT_WAKINGS":"ONE_OR_TWO",
              "TIME_AWAKE":"UNDER_15","SLEEP_QUALITY":7,"PHONE_USAGE":true,"PHONE_DURATION":"OVER_60",
              "DISRUPTIONS":["NOISE","PAIN"],"ALERTNESS":6}}""";

    /** A right body of each call that takes one, by the end of its address. */
    private static final Map<String, String> BODIES = Map.of(
            "/entries", NIGHT,
            "/quizzes", "{\"quizId\":\"" + QUIZ + "\",\"language\":\"en\",\"timeZone\":\"UTC\",\"startOver\":true}",
            "/answers/{question}", "{\"value\":\"22:15\",\"language\":\"en\",\"timeZone\":\"Asia/Kathmandu\"}",
            "/settings", """
                    {"promptEnabled":true,"promptTime":"07:00","timeZone":"EST","language":"es","sleepNeedMinutes":480,
                     "workDays":["MONDAY"],"weeklyReport":"SUNDAY","promptsPausedUntil":"2026-12-01"}""",
            "/reachability", "{\"reachable\":false}",
            "/{telegramId}", "{\"language\":\"sv-SE\",\"timeZone\":\"Europe/Stockholm\"}",
            ":batch", """
                    {"commands":[{"type":"AnswerQuiz","telegramId":"4712","quizId":"%s","question":"ALERTNESS","value":7},
                     {"type":"ChangeSettings","telegramId":"4712","promptTime":"06:00"},
                     {"type":"SnoozePrompt","telegramId":"4712","forDate":"2026-11-20"},
                     {"type":"EraseUser","telegramId":"4713"}]}""".formatted(QUIZ));

    private static AttackedSide side;
    private static JdbcClient jdbc;

    @BeforeContainer
    static void start() {
        TestDatabase database = TestPostgres.freshDatabase();
        jdbc = JdbcClient.create(database.dataSource());
        side = AttackedCommandSide.on(database);
    }

    @AfterContainer
    static void stop() {
        if (side != null) {
            side.close();
        }
    }

    @Provide
    Arbitrary<Request> requests() {
        return Nonsense.requests(side, RIGHT, Set.of("language", "x"), AnyCommandIT::body);
    }

    private static String body(Endpoint endpoint) {
        return BODIES.entrySet().stream()
                .filter(body -> endpoint.pattern().endsWith(body.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("{}");
    }

    @Property(tries = 400) // #5
    void noRequestIsAFailureOfOursAndWhatIsRefusedLeavesNothing(@ForAll("requests") Request request) {
        long before = events();
        HttpResponse<String> reply = side.send(request);
        if (reply.statusCode() >= 400) {
            Refusal.assertThatIsWellFormed(reply);
            assertThat(events()).as("events after a refusal").isEqualTo(before);
        } else if (request.endpoint().pattern().endsWith(":batch")) {
            assertOutcomesAreOurs(reply.body());
        }
    }

    @AfterProperty
    void everyStreamIsWhole() {
        assertThat(brokenStreams()).isEmpty();
    }

    private static void assertOutcomesAreOurs(String outcomes) {
        for (JsonNode outcome : Json.MAPPER.readTree(outcomes).path("outcomes")) {
            assertThat(outcome.path("status").intValue()).as(outcome.toString()).isLessThan(500);
        }
    }

    private static long events() {
        return jdbc.sql("select count(*) from event_store.domain_event_entry")
                .query(Long.class)
                .single();
    }

    /** Users of whom there is something, but not the event that makes them, or something is missing in between. */
    private static List<String> brokenStreams() {
        return jdbc.sql("""
                        select aggregate_identifier from event_store.domain_event_entry
                        group by aggregate_identifier
                        having count(*) <> max(sequence_number) + 1
                            or (min(payload_type) filter (where sequence_number = 0)) not in ('UserRegistered', 'Erased', 'UserErased')
                        """).query(String.class).list();
    }
}
