package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** More than a node can do: what it has taken it does, and the others are told at once when to come again. */
class OverloadIT {

    private static final int ROOM = 16;
    private static final int SHARE = 4;

    private static Node start(TestDatabase database) {
        return Node.start(
                database,
                Node.NO_KAFKA,
                "--sleepquiz.kafka.enabled=false",
                "--sleepquiz.http.admission.in-work=" + ROOM,
                "--sleepquiz.http.admission.in-work-of-user=" + SHARE);
    }

    @Test // #5
    void aFullNodeSendsOthersAwayAndLosesNothingOfWhatItHasTaken() throws SQLException {
        TestDatabase database = TestPostgres.freshDatabase();
        try (Node node = start(database)) {
            List<CompletableFuture<Reply>> taken;
            try (Connection connection = database.dataSource().getConnection()) {
                holdUpAppends(connection);
                taken = registering(node, IntStream.rangeClosed(1, ROOM));
                await().atMost(Duration.ofSeconds(10)).until(() -> inWork(node) == ROOM);

                Reply refused = node.put("99", "{}");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.code()).isEqualTo("TRY_LATER");
                assertThat(refused.header("Retry-After")).matches("[1-9]");
                assertThat(node.get("/actuator/health").status()).isEqualTo(200);
            }
            assertThat(taken)
                    .allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(200));
            assertThat(node.put("99", "{}").status()).isEqualTo(200);
            assertThat(JdbcClient.create(database.dataSource())
                            .sql("select count(distinct aggregate_identifier) from event_store.domain_event_entry")
                            .query(Long.class)
                            .single())
                    .isEqualTo(ROOM + 1);
        }
    }

    @Test // #5
    void whoFloodsANodeKeepsNobodyOut() throws SQLException {
        TestDatabase database = TestPostgres.freshDatabase();
        try (Node node = start(database)) {
            List<CompletableFuture<Reply>> flood;
            List<CompletableFuture<Reply>> others;
            try (Connection connection = database.dataSource().getConnection()) {
                holdUpAppends(connection);
                flood = registering(node, IntStream.generate(() -> 1).limit(4 * ROOM));
                await().atMost(Duration.ofSeconds(10))
                        .until(() ->
                                flood.stream().filter(CompletableFuture::isDone).count() >= 4 * ROOM - SHARE);
                others = registering(node, IntStream.rangeClosed(2, 1 + ROOM - SHARE));
                await().atMost(Duration.ofSeconds(10)).until(() -> inWork(node) == ROOM);
            }
            assertThat(others)
                    .allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(200));
            List<Reply> ofFlood = flood.stream().map(CompletableFuture::join).toList();
            assertThat(ofFlood).filteredOn(reply -> reply.status() == 200).hasSize(SHARE);
            assertThat(ofFlood)
                    .filteredOn(reply -> reply.status() != 200)
                    .hasSize(4 * ROOM - SHARE)
                    .allSatisfy(reply -> {
                        assertThat(reply.status()).isEqualTo(429);
                        assertThat(reply.code()).isEqualTo("TOO_MANY_REQUESTS");
                        assertThat(reply.header("Retry-After")).matches("[1-9]");
                    });
        }
    }

    /** As an erasure does that has the log for itself: what is under way waits until the connection is closed. */
    private static void holdUpAppends(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(7533711)");
        }
    }

    private static List<CompletableFuture<Reply>> registering(Node node, IntStream users) {
        return users.mapToObj(user -> node.send("PUT", Integer.toString(user), "{}"))
                .toList();
    }

    private static double inWork(Node node) {
        return node.context
                .getBean(MeterRegistry.class)
                .get("sleepquiz.http.in.work")
                .gauge()
                .value();
    }
}
