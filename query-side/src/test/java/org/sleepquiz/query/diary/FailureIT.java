package org.sleepquiz.query.diary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.NOW;
import static org.sleepquiz.query.Events.PATIENCE;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.registered;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.dao.CannotAcquireLockException;

/** What stands, and what is told, when something fails. */
class FailureIT {

    private static final LocalDate NIGHT = LocalDate.of(2026, 11, 24);

    private QueryNode node;

    @BeforeEach
    void start() {
        node = QueryNode.with(
                List.of(Saboteur.Hired.class), TestPostgres.freshDatabase(), "--sleepquiz.diary.lagging-after=1s");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test // #2, #5, regression 26: what fails for no fault of its own is not passed over, and holds up its own segment
    // only
    void aHandlerThatThrowsAfterTheInsertsLeavesNeitherRowsNorTokenBehind() {
        String user = newUser();
        Saboteur saboteur = node.bean(Saboteur.class);
        saboteur.turnAgainst(user, () -> new CannotAcquireLockException("busy"));

        long position = node.append(registered(user), completed(user, night(NIGHT)));
        await().atMost(PATIENCE).until(() -> saboteur.failures() >= 3);
        assertThat(node.count("users", "telegram_id", user)).isZero();
        assertThat(node.count("sleep_entries", "user_id", user)).isZero();
        assertThat(node.count("history", "user_id", user)).isZero();
        assertThat(node.count("dead_letter", "person", user)).isZero();
        assertThat(tokenIndex(Segments.of(user))).isLessThan(position - 1);
        assertThat(node.health()).contains("\"status\":\"DEGRADED\"").containsPattern("\"failingEvents\":[12]");
        assertThat(node.getAs(null, "/actuator/health").statusCode()).isEqualTo(200);
        assertThat(node.metric("sleepquiz_diary_failing_events")).isBetween(1.0, 2.0);

        // the others' diary goes on
        node.happened(registered(Segments.stranger(user)));

        saboteur.leaveInPeace(user);
        await().atMost(PATIENCE).until(() -> node.knows(user, position));
        assertThat(node.count("users", "telegram_id", user)).isOne();
        assertThat(node.count("sleep_entries", "user_id", user)).isOne();
        await().atMost(PATIENCE).until(() -> node.health().contains("\"failingEvents\":0"));
        assertThat(tokenIndex(Segments.of(user))).isGreaterThanOrEqualTo(position);
        // the other segments write their place down every 5 s
        await().atMost(PATIENCE)
                .until(() -> node.getAs(null, "/actuator/health").body().contains("UP"));
    }

    @Test // #5
    void aLockThatTheDatabaseDoesNotGiveInTimeMakesNoLetter() throws SQLException {
        TestDatabase database = TestPostgres.freshDatabase();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "do $$ begin execute format('alter database %I set lock_timeout = 200', current_database()); end $$");
            try (QueryNode hasty = QueryNode.on(database)) {
                String user = newUser();
                connection.setAutoCommit(false);
                statement.execute("lock table read_model.users in share mode");
                long position = hasty.append(registered(user), completed(user, night(NIGHT)));
                await().atMost(PATIENCE).until(() -> hasty.metric("sleepquiz_diary_failing_events") >= 1);
                connection.rollback();
                await().atMost(PATIENCE).until(() -> hasty.knows(user, position));
                assertThat(hasty.metric("sleepquiz_diary_dead_letters{status=\"failed\"}"))
                        .isZero();
            }
        }
    }

    @Test // #2
    void aTokenAndItsRowsChangeInOneTransaction() {
        node.sql("create table public.token_moves (segment int, transaction xid)")
                .update();
        node.sql("""
                        create function public.note_move() returns trigger language plpgsql as $$
                        begin
                            insert into public.token_moves values (new.segment, pg_current_xact_id()::xid);
                            return new;
                        end $$
                        """).update();
        node.sql("""
                        create trigger note_move after update of token on read_model.token_entry
                        for each row execute function public.note_move()
                        """).update();
        String user = newUser();
        node.happened(registered(user), completed(user, night(NIGHT)));
        List<String> transactions =
                node.sql("""
                        select xmin::text from read_model.users where telegram_id = :user
                        union select xmin::text from read_model.sleep_entries where user_id = :user
                        union select xmin::text from read_model.history where user_id = :user
                        """).param("user", user).query(String.class).list();
        assertThat(transactions).isNotEmpty();
        assertThat(transactions)
                .allSatisfy(transaction -> assertThat(
                                node.sql("select segment from public.token_moves where transaction::text = ?")
                                        .param(transaction)
                                        .query(Integer.class)
                                        .list())
                        .containsExactly(Segments.of(user)));
    }

    @Test // #3, #5: the rows of many events are refused as one; the next try tells which event it is about
    void anEventThatTheDatabaseRefusesIsFoundAmongAllOfItsBatch() {
        node.processor().shutDown();
        String victim = newUser();
        List<String> others = Segments.neighbours(victim).limit(20).toList();
        node.sql("alter table read_model.history add constraint no_victim check (user_id <> '" + victim
                        + "' or type <> 'QuizCompleted')")
                .update();
        others.subList(0, 10).forEach(user -> node.append(registered(user), completed(user, night(NIGHT))));
        node.append(registered(victim), completed(victim, night(NIGHT)));
        others.subList(10, 20).forEach(user -> node.append(registered(user), completed(user, night(NIGHT))));

        node.processor().start();
        others.forEach(user -> await().atMost(PATIENCE)
                .until(() -> node.count("history", "user_id", user) == 2
                        && node.count("sleep_entries", "user_id", user) == 1));
        assertThat(node.count("history", "user_id", victim)).isOne();
        assertThat(node.count("sleep_entries", "user_id", victim)).isZero();
        assertThat(node.row("dead_letter", "person", victim))
                .containsEntry("type", "QuizCompleted")
                .containsEntry("sql_state", "23514");
        assertThat(node.health()).contains("\"deadLetters\":1", "\"failingEvents\":0");
    }

    @Test // #2, #5, regression 26: an SQL error aborts the transaction, and the event is not lost
    void anEntryForAnUnknownUserIsCountedAndNotSwallowed() {
        String user = newUser();
        long position = node.append(completed(user, night(NIGHT)));
        await().atMost(PATIENCE).until(() -> node.count("dead_letter", "person", user) == 1);
        assertThat(node.metric("sleepquiz_fk_sleep_120_total")).isGreaterThanOrEqualTo(1);
        assertThat(node.knows(user, position)).isFalse();
        assertThat(node.row("dead_letter", "person", user))
                .containsEntry("sql_state", "23503")
                .hasEntrySatisfying(
                        "cause_message",
                        said -> assertThat((String) said)
                                .contains("sleep_entries_user_id_fkey")
                                .doesNotContain(user));
        // mended by hand, and tried again, it takes effect
        node.sql("""
                        insert into read_model.users (telegram_id, registered_at, language, time_zone, prompt_enabled,
                                                      prompt_time, sleep_need_minutes)
                        values (?, ?, 'en', 'UTC', true, '07:00', 480)
                        """).params(user, NOW.atOffset(ZoneOffset.UTC)).update();
        String letter = node.row("dead_letter", "person", user).get("event_id").toString();
        assertThat(node.postAs(Role.OPERATOR, "/api/v1/dead-letters/" + letter + "/retry", null)
                        .body())
                .isEqualTo("{\"delivered\":1,\"left\":0}");
        assertThat(node.knows(user, position)).isTrue();
        assertThat(node.count("sleep_entries", "user_id", user)).isOne();
    }

    @Test // #2, regression 30
    void healthIsDownWhileTheProcessorIsNotRunning() {
        await().atMost(PATIENCE).until(() -> node.health().contains("\"diary\":{\"details\":{\"running\":true"));
        assertThat(node.getAs(null, "/actuator/health").statusCode()).isEqualTo(200);
        node.processor().shutDown();
        assertThat(node.getAs(null, "/actuator/health").statusCode()).isEqualTo(503);
        // restarting the program would not help: it lives
        assertThat(node.getAs(null, "/actuator/health/liveness").statusCode()).isEqualTo(200);
        node.processor().start();
        assertThat(node.getAs(null, "/actuator/health").statusCode()).isEqualTo(200);
    }

    @Test // #2, regression 33
    void theSegmentsAreFewAndThePoolHasConnectionsForAllOfThemAndForQueries() {
        await().atMost(PATIENCE).until(() -> node.processor().processingStatus().size() == Segments.ALL.length);
        int connections = node.bean(HikariDataSource.class).getMaximumPoolSize();
        // a worker for each, two for the coordinator, one for the look at the log
        assertThat(connections).isGreaterThan(Segments.ALL.length + 3);
        assertThat(node.bean(DiaryProperties.class).batchSize()).isGreaterThan(1);
    }

    @Test // #2, regression 31
    void theLagIsMeasured() {
        String user = newUser();
        node.happened(registered(user));
        await().atMost(PATIENCE).until(() -> node.metric("sleepquiz_diary_lag_positions") == 0);
        assertThat(node.metric("sleepquiz_diary_segments")).isEqualTo(Segments.ALL.length);
        Saboteur saboteur = node.bean(Saboteur.class);
        saboteur.turnAgainst(user, () -> new CannotAcquireLockException("busy"));
        node.append(completed(user, night(NIGHT)));
        await().atMost(PATIENCE).until(() -> node.metric("sleepquiz_diary_segments") == Segments.ALL.length - 1);
        // also of the segment that nobody follows while it waits for its next try
        await().atMost(PATIENCE).until(() -> node.metric("sleepquiz_diary_lag_positions") == 1);
        await().atMost(PATIENCE).until(() -> node.metric("sleepquiz_diary_lag_seconds") > 1);
        await().atMost(PATIENCE).until(() -> node.health().contains("\"lagging\":true"));
        assertThat(node.health()).contains("\"status\":\"DEGRADED\"");
        assertThat(node.metric("sleepquiz_diary_running")).isOne();
    }

    @Test // #2, regression 30
    void theDiaryGoesOnByItselfAfterTheDatabaseWasAway() {
        try (TestPostgres server = TestPostgres.ownServer();
                QueryNode shaken =
                        QueryNode.on(server.newDatabase(), "--spring.datasource.hikari.connection-timeout=500")) {
            String user = newUser();
            shaken.happened(registered(user));
            server.stop();
            await().atMost(PATIENCE)
                    .until(() -> shaken.getAs(null, "/actuator/health").statusCode() == 503);
            assertThat(shaken.get("/api/v1/users/" + user).statusCode()).isEqualTo(503);
            assertThat(shaken.get("/api/v1/users/" + user).body()).contains("TRY_LATER");
            server.start();
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
                shaken.append(completed(user, night(NIGHT)));
                return true;
            });
            await().atMost(Duration.ofSeconds(40)).until(() -> shaken.count("sleep_entries", "user_id", user) == 1);
            assertThat(shaken.metric("sleepquiz_diary_dead_letters{status=\"failed\"}"))
                    .isZero();
            await().atMost(PATIENCE)
                    .until(() -> shaken.getAs(null, "/actuator/health").statusCode() == 200);
        }
    }

    /** -1 for a token that has not read anything. */
    private long tokenIndex(int segment) {
        return node.sql("""
                        select coalesce((token::json ->> 'index')::bigint, -1)
                        from read_model.token_entry where processor_name = 'diary' and segment = ?
                        """).param(segment).query(Long.class).single();
    }
}
