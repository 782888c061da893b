package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a client is told while the database is away, and what is left of what it was told before. */
class StoreOutOfReachIT {

    private static final String ANSWER = "31/quizzes/" + UUID.randomUUID() + "/answers/ALERTNESS";

    @Test // #2 regression 3
    void whatWasAcceptedOutlivesTheDatabaseAndTheNodeAndTheRestIsToBeTriedLater() {
        try (TestPostgres server = TestPostgres.ownServer()) {
            TestDatabase database = server.newDatabase();
            try (Node node = Node.start(database, Node.NO_KAFKA)) {
                assertThat(node.put(ANSWER, "{\"value\":5}").status()).isEqualTo(200);
                server.stop();

                long begin = System.nanoTime();
                Reply later = node.put(ANSWER, "{\"value\":6}");
                assertThat(later.status()).as(later.body()).isEqualTo(503);
                assertThat(later.code()).isEqualTo("TRY_LATER");
                assertThat(later.header("Retry-After")).isNotNull();
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
                Reply health = node.get("/actuator/health");
                assertThat(health.status()).isEqualTo(503);
                assertThat(health.json().path("status").stringValue()).isEqualTo("DOWN");

                server.start();
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(node.get("/actuator/health").status())
                                        .isEqualTo(200));
                assertThat(node.put(ANSWER, "{\"value\":7}").status()).isEqualTo(200);
            }
            try (Node node = Node.start(database, Node.NO_KAFKA)) {
                Reply doubleTap = node.put(ANSWER, "{\"value\":7}");
                assertThat(doubleTap.status()).isEqualTo(200);
                assertThat(doubleTap.json().path("answers").path("ALERTNESS").intValue())
                        .isEqualTo(7);
            }
            assertThat(JdbcClient.create(database.dataSource())
                            .sql("select payload_type from event_store.domain_event_entry order by global_index")
                            .query(String.class)
                            .list())
                    .containsExactly("UserRegistered", "QuizStarted", "QuestionAnswered", "QuestionAnswered");
        }
    }
}
