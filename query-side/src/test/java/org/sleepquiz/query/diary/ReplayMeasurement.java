package org.sleepquiz.query.diary;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.sleepquiz.embedded.EmbeddedPostgresServer;
import org.sleepquiz.eventstore.SchemaMigration;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.Json;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Replays a generated log into an empty read model several times and prints how fast that was, beside how fast the same table
 * can be copied and the read model be rebuilt. Not a test: run it on a machine that does nothing else.
 *
 * <p>Arguments: people, nights, rounds, then settings of the query-side as in {@code --sleepquiz.diary.batch-size=1000}.
 */
final class ReplayMeasurement {

    private ReplayMeasurement() {}

    public static void main(String[] arguments) throws SQLException, IOException {
        int people = Integer.parseInt(arguments[0]);
        int nights = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        String[] settings = java.util.Arrays.copyOfRange(arguments, 3, arguments.length);
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary(true)) {
            server.ensureDatabase("replay");
            TestDatabase database = new TestDatabase(server.jdbcUrl("replay"), server.user(), server.password());
            SchemaMigration.migrate(database.dataSource(), "event_store", "classpath:db/event-store");
            try (Connection connection = database.dataSource().getConnection();
                    QueryNode node = QueryNode.on(database, settings)) {
                node.processor().shutDown();
                long events = GeneratedLog.write(connection, people, nights);
                node.sql("vacuum analyze event_store.domain_event_entry").update();
                System.out.printf(
                        "events=%d bytes=%s%n",
                        events,
                        node.sql("select pg_table_size('event_store.domain_event_entry')")
                                .query(Long.class)
                                .single());
                for (int round = 0; round < rounds; round++) {
                    copy(connection, events);
                    replay(node, events);
                    rebuild(node, events);
                }
            }
        }
        System.exit(0);
    }

    private static void replay(QueryNode node, long events) {
        node.sql(
                        "truncate read_model.users, read_model.sleep_entries, read_model.sleep_entry_disruptions, read_model.prompts, read_model.history")
                .update();
        node.sql("delete from read_model.token_entry where processor_name = 'diary'")
                .update();
        node.sql("checkpoint").update();
        long start = System.nanoTime();
        Duration jvm = cpu(ProcessHandle.current());
        Duration database = databaseCpu(node);
        long batches = batches(node);
        node.processor().start();
        long head = node.sql("select max(global_index) from event_store.domain_event_entry")
                .query(Long.class)
                .single();
        await().atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !node.processor().processingStatus().isEmpty()
                        && node.processor().processingStatus().values().stream()
                                .allMatch(
                                        segment -> segment.getCurrentPosition().orElse(-1) >= head));
        print("replay", events, start);
        System.out.printf("events per batch: %d%n", events / Math.max(1, batches(node) - batches));
        System.out.printf(
                "processor time per event: JVM %.1f us, PostgreSQL %.1f us%n",
                cpu(ProcessHandle.current()).minus(jvm).toNanos() / 1e3 / events,
                databaseCpu(node).minus(database).toNanos() / 1e3 / events);
        node.processor().shutDown();
        long rows = JdbcClient.create(node.bean(javax.sql.DataSource.class))
                .sql("select count(*) from read_model.history")
                .query(Long.class)
                .single();
        if (rows != events) {
            throw new IllegalStateException(rows + " rows of " + events + " events");
        }
    }

    /** Beside the rows of the replay, until it has taken their place. */
    private static void rebuild(QueryNode node, long events) {
        node.sql("checkpoint").update();
        long start = System.nanoTime();
        JsonNode begun =
                Json.MAPPER.readTree(node.postAs(Role.OPERATOR, "/api/v1/rebuilds", "{\"readModel\":\"diary\"}")
                        .body());
        AtomicReference<JsonNode> build = new AtomicReference<>(begun);
        await().atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    build.set(Json.MAPPER.readTree(node.getAs(
                                    Role.OPERATOR,
                                    "/api/v1/rebuilds/" + begun.path("version").asInt())
                            .body()));
                    return build.get().path("status").asString("").equals("SWITCHED");
                });
        print("rebuild, compared and switched", events, start);
        System.out.printf(
                "rebuild alone: %d events/s%n",
                build.get().path("eventsPerSecond").asLong());
    }

    private static void copy(Connection connection, long events) throws SQLException, IOException {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        long start = System.nanoTime();
        copy.copyOut("copy event_store.domain_event_entry to stdout", OutputStream.nullOutputStream());
        print("copy-out", events, start);
    }

    private static void print(String what, long events, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s: %.2f s, %.0f events/s%n", what, seconds, events / seconds);
    }

    private static long batches(QueryNode node) {
        return node.sql(
                        "select n_tup_upd from pg_stat_user_tables where relname = 'token_entry' and schemaname = 'read_model'")
                .query(Long.class)
                .single();
    }

    /** Of the server that answers and all its processes. */
    private static Duration databaseCpu(QueryNode node) {
        long pid = node.sql("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::bigint")
                .query(Long.class)
                .single();
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        return server.descendants().map(ReplayMeasurement::cpu).reduce(cpu(server), Duration::plus);
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
