package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class BatchIT {

    private static final String ANSWERS = """
            {"BEDTIME":"22:15","SLEEP_LATENCY":"FROM_15_TO_30","WAKE_TIME":"07:00","NIGHT_WAKINGS":"NONE","SLEEP_QUALITY":7,
             "PHONE_USAGE":false,"DISRUPTIONS":[],"ALERTNESS":6}
            """;

    private static TestDatabase database;
    private static Node node;

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        node = Node.start(database, Node.NO_KAFKA, "--sleepquiz.kafka.enabled=false");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #3
    void eachCommandHasItsOwnOutcomeAndThoseOfOneUserAreDecidedInOrder() {
        String quiz = UUID.randomUUID().toString();
        List<JsonNode> outcomes = outcomes("""
                {"type":"RegisterUser","telegramId":"11","language":"sv"}
                {"type":"AnswerQuiz","telegramId":"12","quizId":"%1$s","question":"SLEEP_QUALITY","value":7}
                {"type":"AnswerQuiz","telegramId":"12","quizId":"%1$s","question":"SLEEP_QUALITY","value":11}
                {"type":"AnswerQuiz","telegramId":"12","quizId":"%1$s","question":"ALERTNESS","value":3}
                {"type":"CancelQuiz","telegramId":"12","quizId":"%1$s"}
                {"type":"AnswerQuiz","telegramId":"12","quizId":"%1$s","question":"BEDTIME","value":"22:15"}
                {"type":"ChangeSettings","telegramId":"11","promptTime":"06:45"}
                {"type":"RecordNight","telegramId":"13","nightDate":"2026-01-02","answers":%2$s}
                {"type":"DeleteSleepEntry","telegramId":"13","nightDate":"2026-01-02"}
                {"type":"StartQuiz","telegramId":"13","quizId":"%1$s"}
                {"type":"EraseUser","telegramId":"11"}
                """.formatted(quiz, ANSWERS.replace("\n", " ")));

        assertThat(outcomes)
                .extracting(outcome -> outcome.path("status").intValue())
                .containsExactly(200, 200, 422, 200, 200, 409, 200, 200, 204, 200, 204);
        assertThat(outcomes.get(2).path("problem").path("code").stringValue()).isEqualTo("INVALID_ANSWER");
        assertThat(outcomes.get(3).path("reply").path("answers").propertyNames())
                .hasSize(2);
        assertThat(outcomes.get(4).path("reply").path("status").stringValue()).isEqualTo("CANCELLED");
        assertThat(outcomes.get(5).path("problem").path("code").stringValue()).isEqualTo("QUIZ_CLOSED");
        assertThat(outcomes.get(6).path("reply").path("language").stringValue()).isEqualTo("sv");
        assertThat(outcomes.get(7).path("reply").path("nightDate").stringValue())
                .isEqualTo("2026-01-02");
        assertThat(outcomes.get(8).path("position").longValue())
                .isGreaterThan(outcomes.get(7).path("position").longValue() - 1);
        assertThat(outcomes.get(8).has("reply")).isFalse();
        assertThat(outcomes.get(10).has("position")).isFalse();
    }

    @Test // #3
    void whatIsMalformedIsRefusedAloneAndByTheNameOfTheFieldWithoutItsValue() {
        List<JsonNode> outcomes = outcomes("""
                {"type":"Applaud","telegramId":"21"}
                {"type":"RegisterUser","telegramId":"minus one"}
                {"type":"RegisterUser","telegramId":21}
                {"type":"RegisterUser","telegramId":"21","langauge":"sv"}
                {"type":"EraseUser","telegramId":"21","reason":"none"}
                "RegisterUser"
                {"type":"AnswerQuiz","telegramId":"21","quizId":"x","question":"BEDTIME","value":"22:15"}
                {"type":"RegisterUser","telegramId":"21"}
                """);

        assertThat(outcomes)
                .extracting(outcome -> outcome.path("status").intValue())
                .containsExactly(400, 400, 400, 400, 400, 400, 400, 200);
        assertThat(outcomes.subList(0, 7))
                .allSatisfy(outcome -> assertThat(
                                outcome.path("problem").path("code").stringValue())
                        .isEqualTo("MALFORMED"));
        assertThat(outcomes.toString()).doesNotContain("minus one");
    }

    @Test // #3
    void aThousandNightsAreTakenAndOneMoreIsNot() {
        assertThat(batch(nights(1_001)).code()).isEqualTo("MALFORMED");
        assertThat(batch("").code()).isEqualTo("MALFORMED");
        List<JsonNode> outcomes = outcomes(nights(1_000));

        assertThat(outcomes)
                .hasSize(1_000)
                .allSatisfy(
                        outcome -> assertThat(outcome.path("status").intValue()).isEqualTo(200));
        assertThat(completed()).isEqualTo(1_000);
        // the same again: accepted, and nothing new
        outcomes(nights(1_000));
        assertThat(completed()).isEqualTo(1_000);
    }

    private static String nights(int count) {
        return IntStream.range(0, count)
                .mapToObj(number ->
                        "{\"type\":\"RecordNight\",\"telegramId\":\"%d\",\"nightDate\":\"2026-01-%02d\",\"answers\":%s}"
                                .formatted(3000 + number % 50, 1 + number / 50, ANSWERS.replace("\n", " ")))
                .collect(Collectors.joining("\n"));
    }

    private static int completed() {
        return JdbcClient.create(database.dataSource())
                .sql("""
                        select count(*) from event_store.domain_event_entry
                        where payload_type = 'QuizCompleted' and aggregate_identifier like '30__'
                        """)
                .query(Integer.class)
                .single();
    }

    private static List<JsonNode> outcomes(String lines) {
        Reply reply = batch(lines);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return StreamSupport.stream(reply.json().path("outcomes").spliterator(), false)
                .toList();
    }

    /** @param lines a command in each */
    private static Reply batch(String lines) {
        return node.call(
                "POST",
                "/api/v1/commands:batch",
                "{\"commands\":[" + lines.strip().replace("\n", ",") + "]}");
    }
}
