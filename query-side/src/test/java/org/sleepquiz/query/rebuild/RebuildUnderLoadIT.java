package org.sleepquiz.query.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.corrected;
import static org.sleepquiz.query.Events.deleted;
import static org.sleepquiz.query.Events.erased;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.registered;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.query.rebuild.Build.Status;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;

/** Rebuilds on two nodes that share the work, while people write and read. */
class RebuildUnderLoadIT {

    /** A rebuild makes a schema, with everything in it; a busy machine takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final LocalDate NIGHT = LocalDate.of(2026, 11, 24);
    private static final List<String> TABLES =
            List.of("users", "sleep_entries", "sleep_entry_disruptions", "prompts", "v_nights", "history");

    private TestDatabase database;
    private QueryNode first;
    private QueryNode second;

    @BeforeEach
    void start() {
        database = TestPostgres.freshDatabase();
        String[] quick = {
            "--sleepquiz.rebuild.look=300ms", "--sleepquiz.diary.claim-interval=200ms", "--sleepquiz.wait.timeout=30s"
        };
        first = QueryNode.on(database, quick);
        second = QueryNode.on(database, quick);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test // #5
    void nothingIsLostOrDoubledAndNoQueryFailsWhileTheReadModelIsReplacedTwice() throws Exception {
        shareTheSegments();
        String reader = newUser();
        first.happened(
                registered(reader), completed(reader, night(NIGHT)), completed(reader, night(NIGHT.minusDays(1))));
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger replies = new AtomicInteger();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int i = 0; !done.get(); i++) {
                live(i % 2 == 0 ? first : second, i);
            }
        });
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                QueryNode node = replies.getAndIncrement() % 2 == 0 ? first : second;
                HttpResponse<String> entries = node.get("/api/v1/users/" + reader + "/entries");
                assertThat(entries.statusCode()).as(entries.body()).isEqualTo(200);
                assertThat(entries.body().split("\"entryId\""))
                        .as(entries.body())
                        .hasSize(3);
                assertThat(node.get("/api/v1/users/" + reader + "/summary").statusCode())
                        .isEqualTo(200);
            }
        });
        CompletableFuture<Void> readingWhatWasWritten = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                String user = newUser();
                first.append(registered(user), completed(user, night(NIGHT)));
                long position = first.sql("""
                                select max(global_index) from event_store.domain_event_entry
                                where aggregate_identifier = ?
                                """).param(user).query(Long.class).single();
                HttpResponse<String> progress =
                        second.get("/api/v1/users/" + user + "/progress", "X-Wait-For", Long.toString(position));
                assertThat(progress.statusCode()).as(progress.body()).isEqualTo(200);
            }
        });
        try {
            reaches(first, begin(first), Status.SWITCHED);
            reaches(second, begin(second), Status.SWITCHED);
        } finally {
            done.set(true);
        }
        writing.get();
        reading.get();
        readingWhatWasWritten.get();
        assertThat(replies.get()).isPositive();

        awaitTheEnd();
        assertThat(first.processor().processingStatus().size()
                        + second.processor().processingStatus().size())
                .isEqualTo(4);
        List<String> rows = dump();
        first.processor().shutDown();
        second.processor().shutDown();
        first.sql("truncate read_model.users, read_model.sleep_entries, read_model.sleep_entry_disruptions,"
                        + " read_model.prompts, read_model.history")
                .update();
        first.sql("delete from read_model.token_entry where processor_name = 'diary'")
                .update();
        first.processor().start();
        awaitTheEnd();
        assertThat(dump()).isEqualTo(rows);
    }

    @Test // #5
    void aBatchInTheMiddleOfASwitchWritesItsRowsAndItsPositionIntoOneVersion() throws SQLException {
        String before = newUser();
        first.happened(registered(before));
        int version = begin(first, "{\"readModel\":\"history\",\"switchWhenEqual\":false}");
        reaches(first, version, Status.READY);
        first.sql("""
                        create function public.wait() returns trigger language plpgsql as $$
                        begin
                            perform pg_advisory_xact_lock_shared(120);
                            return new;
                        end $$
                        """).update();
        first.sql("create trigger wait before insert on read_model.history for each row execute function public.wait()")
                .update();
        String user = newUser();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(120)");
            first.append(registered(user));
            await().atMost(PATIENCE).until(() -> waitingForAdvisoryLocks() == 1);
            first.postAs(Role.OPERATOR, "/api/v1/rebuilds/" + version + "/switch", null);
            await().during(Duration.ofSeconds(1))
                    .atMost(PATIENCE)
                    .until(() -> found(first, version).status() == Status.READY);
            statement.execute("select pg_advisory_unlock(120)");
        }
        String old = reaches(first, version, Status.SWITCHED).oldSchema();
        for (String schema : List.of("read_model", old)) {
            assertThat(first.sql("select type from " + schema + ".history where user_id = ? order by position")
                            .param(user)
                            .query(String.class)
                            .list())
                    .as(schema)
                    .containsExactly("UserRegistered");
        }
        first.happened(completed(user, night(NIGHT)));
        assertThat(first.count("sleep_entries", "user_id", user)).isEqualTo(1);
    }

    @Test // #5
    void ofTwoNodesThatAreAskedAtOnceOneBegins() {
        first.happened(registered(newUser()));
        List<Integer> replies = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> (i % 2 == 0 ? first : second)
                        .postAs(
                                Role.OPERATOR,
                                "/api/v1/rebuilds",
                                "{\"readModel\":\"users\",\"switchWhenEqual\":false}")
                        .statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();
        assertThat(replies).containsExactly(202, 409, 409, 409, 409, 409, 409, 409);
    }

    @Test // #5
    void whenItsNodeDiesInTheMiddleAnotherGoesOnWhereItWas() throws SQLException {
        List<UserSleepEvent> many = new ArrayList<>();
        for (int i = 0; i < 1_300; i++) {
            String user = newUser();
            many.add(registered(user));
            many.add(completed(user, night(NIGHT)));
        }
        first.append(many.toArray(UserSleepEvent[]::new));
        awaitTheEnd();
        first.sql("""
                        create function public.wait() returns trigger language plpgsql as $$
                        begin
                            perform pg_advisory_xact_lock_shared(121);
                            return new;
                        end $$
                        """).update();
        first.sql("""
                        create trigger wait before update on rebuild.build
                        for each row when (new.events_done > 1500) execute function public.wait()
                        """).update();
        long made;
        int version;
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(121)");
            version = begin(first);
            await().atMost(PATIENCE).until(() -> waitingForAdvisoryLocks() == 1);
            Build half = found(second, version);
            assertThat(half.status()).isEqualTo(Status.BUILDING);
            assertThat(half.eventsDone()).isEqualTo(1_000);
            assertThat(half.eventsTotal()).isEqualTo(2_600);
            assertThat(half.eventsPerSecond()).isPositive();
            assertThat(half.secondsLeft()).isNotNegative();
            made = schema("read_model_next");
            // as if it were killed: nothing that it has begun is finished, and it begins no more
            CompletableFuture<Void> ending =
                    CompletableFuture.runAsync(() -> first.bean(Builder.class).stop());
            await().atMost(PATIENCE).until(() -> !first.bean(Builder.class).isRunning());
            first.sql("""
                            select count(pg_terminate_backend(pid)) from pg_locks
                            where locktype = 'advisory' and pid <> (select pid from pg_locks
                                                                    where locktype = 'advisory' and objid = 121 and granted)
                            """).query(Long.class).single();
            statement.execute("select pg_advisory_unlock(121)");
            ending.join();
        }
        Build build = reaches(second, version, Status.SWITCHED);
        assertThat(build.eventsDone()).isEqualTo(2_600);
        assertThat(build.differences()).allMatch(Difference::agrees);
        assertThat(schema("read_model")).isEqualTo(made);
    }

    private void shareTheSegments() {
        first.processor().releaseSegment(0);
        first.processor().releaseSegment(2);
        second.processor().releaseSegment(1);
        second.processor().releaseSegment(3);
        await().atMost(PATIENCE)
                .until(() -> first.processor().processingStatus().size() == 2
                        && second.processor().processingStatus().size() == 2);
    }

    /** A person's nights recorded, corrected and deleted; now and then everything erased and begun again. */
    private static void live(QueryNode node, int number) {
        String user = newUser();
        SleepEntry night = night(NIGHT);
        SleepEntry another = night(NIGHT.minusDays(1));
        node.append(registered(user), completed(user, night), completed(user, another));
        node.append(corrected(completed(user, night)), deleted(user, another));
        if (number % 10 == 0) {
            node.append(erased(user));
            node.append(registered(user), completed(user, night(NIGHT)));
        }
    }

    /** Until every event has its row but those of whoever was erased, whose keys are gone. */
    private void awaitTheEnd() {
        await().atMost(PATIENCE).until(() -> first.sql("""
                                select count(*)
                                from event_store.domain_event_entry event
                                join event_store.person_key key on key.key_id = event.key_id
                                where not exists (select from read_model.history where position = global_index)
                                """).query(Long.class).single() == 0);
    }

    private List<String> dump() {
        List<String> dump = new ArrayList<>();
        for (String table : TABLES) {
            dump.addAll(first.sql("select '%s ' || row::text from read_model.%s row order by 1".formatted(table, table))
                    .query(String.class)
                    .list());
        }
        return dump;
    }

    private long waitingForAdvisoryLocks() {
        return first.sql("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                .query(Long.class)
                .single();
    }

    private long schema(String name) {
        return first.sql("select oid from pg_namespace where nspname = ?")
                .param(name)
                .query(Long.class)
                .single();
    }

    private static int begin(QueryNode node) {
        return begin(node, "{\"readModel\":\"entries\"}");
    }

    private static int begin(QueryNode node, String wish) {
        HttpResponse<String> begun = node.postAs(Role.OPERATOR, "/api/v1/rebuilds", wish);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        return Json.MAPPER.readTree(begun.body()).path("version").asInt();
    }

    private static Build reaches(QueryNode node, int version, Status status) {
        await().atMost(PATIENCE).until(() -> found(node, version).status() == status);
        return found(node, version);
    }

    private static Build found(QueryNode node, int version) {
        return node.bean(Builds.class).version(version).orElseThrow();
    }
}
