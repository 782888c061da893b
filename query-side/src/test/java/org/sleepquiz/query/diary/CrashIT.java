package org.sleepquiz.query.diary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.PATIENCE;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.registered;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left of the diary when the database ends in the middle of its work, and what becomes of it. */
class CrashIT {

    private static final Logger LOG = LoggerFactory.getLogger(CrashIT.class);

    private static final LocalDate NIGHT = LocalDate.of(2026, 11, 24);

    private static final String ONE_SEGMENT = "--sleepquiz.diary.segments=1";

    @Test // #3
    void aCrashOfTheDatabaseLosesATokenOnlyWithItsRowsAndTheDiaryCatchesUp() throws SQLException {
        try (TestPostgres server = TestPostgres.ownServer()) {
            TestDatabase database = server.newDatabase();
            try (QueryNode node =
                    QueryNode.on(database, ONE_SEGMENT, "--spring.datasource.hikari.connection-timeout=500")) {
                // nobody writes down what has been committed without waiting, but the server when it has time
                node.sql("alter system set wal_writer_delay = '10s'").update();
                node.sql("select pg_reload_conf()").query(Boolean.class).single();
                for (int i = 0; i < 300; i++) {
                    String user = newUser();
                    node.append(registered(user), completed(user, night(NIGHT)));
                    if (i % 100 == 0) {
                        makeDurable(database);
                    }
                }
                makeDurable(database);
                await().atMost(PATIENCE)
                        .until(() -> node.sql("select count(*) from read_model.history")
                                        .query(Long.class)
                                        .single()
                                == 600);
                List<String> rows = rows(node);
                node.processor().shutDown();
                crash(database);
                server.stop();
                server.start();
                assertThat(node.sql("select count(*) from event_store.domain_event_entry")
                                .query(Long.class)
                                .single())
                        .isEqualTo(600);
                LOG.info(
                        "lost={} of 600 rows",
                        600
                                - node.sql("select count(*) from read_model.history")
                                        .query(Long.class)
                                        .single());
                assertTheRowsAreThoseOfTheEventsUpToTheToken(node);
                // the pool finds out that its connections are dead
                await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    node.processor().start();
                    return node.processor().isRunning();
                });
                await().atMost(Duration.ofSeconds(40)).until(() -> rows(node).equals(rows));
            }
        }
    }

    @Test // #3
    void aConnectionThatIsCutInTheMiddleOfABatchLeavesNothingAndTheBatchTakesEffectOnce() {
        TestDatabase database = TestPostgres.freshDatabase();
        try (QueryNode node = QueryNode.on(database, ONE_SEGMENT)) {
            node.processor().shutDown();
            node.sql("create table public.writes (event_id uuid)").update();
            node.sql("""
                            create function public.note_write() returns trigger language plpgsql as $$
                            begin
                                insert into public.writes values (new.event_id);
                                -- held up until the test lets go
                                perform pg_advisory_xact_lock_shared(120);
                                return new;
                            end $$
                            """).update();
            node.sql("""
                            create trigger note_write after insert or update on read_model.history
                            for each row execute function public.note_write()
                            """).update();
            for (int i = 0; i < 20; i++) {
                String user = newUser();
                node.append(registered(user), completed(user, night(NIGHT)));
            }
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_lock(120)");
                node.processor().start();
                await().atMost(PATIENCE).until(() -> cut(node));
                await().atMost(PATIENCE).until(() -> !waits(node));
                assertThat(rows(node)).isEmpty();
                statement.execute("select pg_advisory_unlock(120)");
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
            await().atMost(PATIENCE)
                    .until(() -> node.sql("select count(*) from read_model.history")
                                    .query(Long.class)
                                    .single()
                            == 40);
            assertThat(node.sql("select count(*) from public.writes")
                            .query(Long.class)
                            .single())
                    .isEqualTo(40);
            assertTheRowsAreThoseOfTheEventsUpToTheToken(node);
        }
    }

    private static final String WAITING =
            " from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'advisory'";

    private static boolean waits(QueryNode node) {
        return node.sql("select count(*)" + WAITING).query(Long.class).single() > 0;
    }

    /** Whether a batch was in the middle of being written; if so, it no longer is. */
    private static boolean cut(QueryNode node) {
        return node.sql("select count(pg_terminate_backend(pid))" + WAITING)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Everything that was committed before is on disk then, as it is whenever the command-side commits. */
    private static void makeDurable(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = on");
            statement.execute("create table if not exists public.durable (at timestamptz)");
            statement.execute("insert into public.durable values (now())");
        }
    }

    /** At once: nothing is written down any more, and the next start recovers from the log of the database. */
    private static void crash(TestDatabase database) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    do $$ begin
                        execute format('copy (select) to program %L',
                            'kill -QUIT ' || split_part(pg_read_file('postmaster.pid'), chr(10), 1));
                    end $$
                    """);
        } catch (SQLException cut) {
            LOG.info("the server has ended: {}", cut.getMessage());
        }
    }

    private static void assertTheRowsAreThoseOfTheEventsUpToTheToken(QueryNode node) {
        assertThat(node.sql("select position from read_model.history order by 1")
                        .query(Long.class)
                        .list())
                .isEqualTo(node.sql("""
                                select global_index from event_store.domain_event_entry
                                where global_index <= (select (token::json ->> 'index')::bigint from read_model.token_entry
                                                       where processor_name = 'diary' and segment = 0)
                                order by 1
                                """).query(Long.class).list());
        assertThat(node.sql("select user_id from read_model.sleep_entries order by 1")
                        .query(String.class)
                        .list())
                .isEqualTo(node.sql("select user_id from read_model.history where type = 'QuizCompleted' order by 1")
                        .query(String.class)
                        .list());
    }

    private static List<String> rows(QueryNode node) {
        return node.sql("""
                        select 'user ' || row::text from read_model.users row
                        union all select 'entry ' || row::text from read_model.sleep_entries row
                        union all select 'event ' || row::text from read_model.history row
                        order by 1
                        """).query(String.class).list();
    }
}
