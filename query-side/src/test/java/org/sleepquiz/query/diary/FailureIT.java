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
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.Segment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.query.Events;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.TestPostgres;

/** What stands, and what is told, when something fails. */
class FailureIT {

    private static final LocalDate NIGHT = LocalDate.of(2026, 11, 24);
    private static final int[] SEGMENTS = {0, 1, 2, 3};

    private QueryNode node;

    @BeforeEach
    void start() {
        node = QueryNode.with(List.of(Saboteur.Hired.class), TestPostgres.freshDatabase());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test // #2, regression 26: what failed leaves nothing of itself, is not passed over, and holds up its own segment
    // only
    void aHandlerThatThrowsAfterTheInsertsLeavesNeitherRowsNorTokenBehind() {
        String user = newUser();
        String inAnotherSegment = Stream.generate(Events::newUser)
                .filter(other -> segmentOf(other) != segmentOf(user))
                .findFirst()
                .orElseThrow();
        Saboteur saboteur = node.bean(Saboteur.class);
        saboteur.turnAgainst(user);

        long position = node.append(registered(user), completed(user, night(NIGHT)));
        await().atMost(PATIENCE).until(() -> saboteur.failures() >= 3);
        assertThat(node.count("users", "telegram_id", user)).isZero();
        assertThat(node.count("sleep_entries", "user_id", user)).isZero();
        assertThat(node.count("history", "user_id", user)).isZero();
        assertThat(tokenIndex(segmentOf(user))).isLessThan(position - 1);
        // one event or both, as they were batched
        assertThat(health()).contains("\"status\":\"DOWN\"").containsPattern("\"failingEvents\":[12]");
        assertThat(metric("sleepquiz_diary_failing_events")).isBetween(1.0, 2.0);

        // the others' diary goes on
        node.happened(registered(inAnotherSegment));

        saboteur.leaveInPeace(user);
        await().atMost(PATIENCE).until(() -> node.knows(user, position));
        assertThat(node.count("users", "telegram_id", user)).isOne();
        assertThat(node.count("sleep_entries", "user_id", user)).isOne();
        await().atMost(PATIENCE).until(() -> health().contains("\"failingEvents\":0"));
        assertThat(tokenIndex(segmentOf(user))).isGreaterThanOrEqualTo(position);
        assertThat(node.getAs(null, "/actuator/health").body()).contains("UP");
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
                        .containsExactly(segmentOf(user)));
    }

    @Test // #3: the rows of many events are refused as one; the retry tells which event it is about
    void anEventThatTheDatabaseRefusesIsFoundAmongAllOfItsBatch() {
        node.processor().shutDown();
        String victim = newUser();
        List<String> others = Stream.generate(Events::newUser)
                .filter(other -> segmentOf(other) == segmentOf(victim))
                .limit(20)
                .toList();
        String inAnotherSegment = Stream.generate(Events::newUser)
                .filter(other -> segmentOf(other) != segmentOf(victim))
                .findFirst()
                .orElseThrow();
        node.sql("alter table read_model.users add constraint no_victim check (telegram_id <> '" + victim + "')")
                .update();
        others.subList(0, 10).forEach(user -> node.append(registered(user), completed(user, night(NIGHT))));
        node.append(registered(victim), completed(victim, night(NIGHT)));
        others.subList(10, 20).forEach(user -> node.append(registered(user), completed(user, night(NIGHT))));

        node.processor().start();
        await().atMost(PATIENCE).until(() -> health().contains("\"failingEvents\":1}"));
        assertThat(health()).contains("\"status\":\"DOWN\"");
        assertThat(node.count("users", "telegram_id", victim)).isZero();
        assertThat(node.count("history", "user_id", others.get(19))).isZero();
        node.happened(registered(inAnotherSegment));

        node.sql("alter table read_model.users drop constraint no_victim").update();
        others.forEach(user -> await().atMost(PATIENCE)
                .until(() -> node.count("history", "user_id", user) == 2
                        && node.count("sleep_entries", "user_id", user) == 1));
        assertThat(node.count("sleep_entries", "user_id", victim)).isOne();
        await().atMost(PATIENCE).until(() -> health().contains("\"failingEvents\":0"));
    }

    @Test // #2, regression 26: an SQL error aborts the transaction, the event waits and is not lost
    void anEntryForAnUnknownUserIsCountedAndNotSwallowed() {
        String user = newUser();
        long position = node.append(completed(user, night(NIGHT)));
        await().atMost(PATIENCE).until(() -> metric("sleepquiz_fk_sleep_120_total") >= 1);
        assertThat(node.knows(user, position)).isFalse();
        await().atMost(PATIENCE).until(() -> health().contains("\"status\":\"DOWN\""));
        // mended by hand, it goes on with the entry that waited
        node.sql("""
                        insert into read_model.users (telegram_id, registered_at, language, time_zone, prompt_enabled,
                                                      prompt_time, sleep_need_minutes)
                        values (?, ?, 'en', 'UTC', true, '07:00', 480)
                        """).params(user, NOW.atOffset(ZoneOffset.UTC)).update();
        await().atMost(PATIENCE).until(() -> node.knows(user, position));
        assertThat(node.count("sleep_entries", "user_id", user)).isOne();
    }

    @Test // #2, regression 30
    void healthIsDownWhileTheProcessorIsNotRunning() {
        await().atMost(PATIENCE).until(() -> health().contains("\"diary\":{\"details\":{\"running\":true"));
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
        await().atMost(PATIENCE).until(() -> node.processor().processingStatus().size() == SEGMENTS.length);
        int connections = node.bean(HikariDataSource.class).getMaximumPoolSize();
        // a worker for each, two for the coordinator, one for the look at the log
        assertThat(connections).isGreaterThan(SEGMENTS.length + 3);
        assertThat(node.bean(DiaryProperties.class).batchSize()).isGreaterThan(1);
    }

    @Test // #2, regression 31
    void theLagIsMeasured() {
        String user = newUser();
        node.happened(registered(user));
        await().atMost(PATIENCE).until(() -> metric("sleepquiz_diary_lag_positions") == 0);
        assertThat(metric("sleepquiz_diary_segments")).isEqualTo(SEGMENTS.length);
        Saboteur saboteur = node.bean(Saboteur.class);
        saboteur.turnAgainst(user);
        node.append(completed(user, night(NIGHT)));
        await().atMost(PATIENCE).until(() -> metric("sleepquiz_diary_segments") == SEGMENTS.length - 1);
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
            await().atMost(PATIENCE)
                    .until(() -> shaken.getAs(null, "/actuator/health").statusCode() == 200);
        }
    }

    private String health() {
        return node.getAs(Role.OPERATOR, "/actuator/health").body();
    }

    private double metric(String name) {
        return node.getAs(Role.OPERATOR, "/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static int segmentOf(String user) {
        return Stream.of(0, 1, 2, 3)
                .filter(segment -> Segment.computeSegment(segment, SEGMENTS).matches(user.hashCode()))
                .findFirst()
                .orElseThrow();
    }

    /** -1 for a token that has not read anything. */
    private long tokenIndex(int segment) {
        return node.sql("""
                        select coalesce((token::json ->> 'index')::bigint, -1)
                        from read_model.token_entry where processor_name = 'diary' and segment = ?
                        """).param(segment).query(Long.class).single();
    }
}
