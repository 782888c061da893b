package org.sleepquiz.query.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.erased;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.prompted;
import static org.sleepquiz.query.Events.registered;
import static org.sleepquiz.query.Events.restlessNight;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.Json;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.query.rebuild.Build.Status;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What an operator sees and does of rebuilds, on one node. */
class RebuildsIT {

    private static final String ANALYST_PASSWORD = "only-for-" + UUID.randomUUID();
    /** A rebuild makes a schema, with everything in it; a busy machine takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final LocalDate NIGHT = LocalDate.of(2026, 11, 24);

    private static TestDatabase database;
    private static QueryNode node;
    private static JdbcClient analyst;

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        node = QueryNode.with(
                List.of(Grudge.Borne.class),
                database,
                "--sleepquiz.rebuild.look=100ms",
                "--sleepquiz.analyst.password=" + ANALYST_PASSWORD);
        analyst = JdbcClient.create(new DriverManagerDataSource(database.jdbcUrl(), "analyst", ANALYST_PASSWORD));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void nothingIsUnderWay() {
        builds().underWay().ifPresent(build -> node.bean(Rebuilds.class).giveUp(build.version()));
        await().atMost(PATIENCE).until(() -> !schemas().contains(Schemas.NEXT));
    }

    @Test // #5
    void aReadModelThatEqualsTheOneInUseTakesItsPlaceByItself() {
        String user = person();
        int version = begin("{\"readModel\":\"entries\"}");
        Build build = reaches(version, Status.SWITCHED);
        assertThat(build.differences()).isNotEmpty().allMatch(Difference::agrees);
        assertThat(build.eventsDone()).isEqualTo(eventsInTheLog());
        assertThat(build.oldSchema()).startsWith("read_model_old_");
        assertThat(schemas()).contains(build.oldSchema());
        assertThat(node.count("sleep_entries", "user_id", user)).isEqualTo(2);
        // what happens later is written to the new tables alone
        node.happened(completed(user, night(NIGHT.plusDays(1))));
        assertThat(node.count("sleep_entries", "user_id", user)).isEqualTo(3);
        assertThat(countIn(build.oldSchema(), "sleep_entries", user)).isEqualTo(2);

        node.bean(Rebuilds.class).giveUp(version);
        assertThat(schemas()).doesNotContain(build.oldSchema());
        assertThat(found(version).oldSchema()).isNull();
        assertThat(found(version).status()).isEqualTo(Status.SWITCHED);
    }

    @Test // #5
    void differencesAreCountedTableByTableAndWaitForAnOperator() {
        String changed = person();
        String lost = person();
        node.sql("update read_model.users set language = 'en' where telegram_id = ?")
                .param(changed)
                .update();
        node.sql("delete from read_model.prompts where user_id = ?").param(lost).update();
        String invented = newUser();
        node.sql("""
                        insert into read_model.users (telegram_id, registered_at, language, time_zone, prompt_enabled,
                                                      prompt_time, sleep_need_minutes)
                        values (?, '2026-11-24T06:00:00Z', 'sv', 'Europe/Stockholm', true, '07:00', 480)
                        """).param(invented).update();

        int version = begin("{\"readModel\":\"users\"}");
        Build build = reaches(version, Status.READY);
        assertThat(build.differences())
                .contains(
                        new Difference("users", 1, 0, 1),
                        new Difference("prompts", 0, 1, 0),
                        new Difference("sleep_entries", 0, 0, 0),
                        new Difference("sleep_entry_disruptions", 0, 0, 0),
                        new Difference("history", 0, 0, 0));
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> found(version).status() == Status.READY);
        // it follows the one in use
        String late = person();
        await().atMost(PATIENCE).until(() -> countIn(Schemas.NEXT, "sleep_entries", late) == 2);
        assertThat(json(node.getAs(Role.OPERATOR, "/api/v1/rebuilds/" + version)))
                .contains("\"status\":\"READY\"", "\"onlyInOld\":1", "\"eventsTotal\":", "\"eventsDone\":");

        assertThat(node.postAs(Role.OPERATOR, "/api/v1/rebuilds/" + version + "/switch", null)
                        .statusCode())
                .isEqualTo(202);
        reaches(version, Status.SWITCHED);
        assertThat(node.row("users", "telegram_id", changed)).containsEntry("language", "sv");
        assertThat(node.count("prompts", "user_id", lost)).isEqualTo(1);
        assertThat(node.count("users", "telegram_id", invented)).isZero();
        assertThat(node.count("sleep_entries", "user_id", late)).isEqualTo(2);
    }

    @Test // #5
    void analystsReadTheNewTablesAndNeitherTheOldOnesNorThoseThatAreBeingMade() {
        person();
        int version = begin("{\"readModel\":\"diary\",\"switchWhenEqual\":false}");
        reaches(version, Status.READY);
        assertRefused("select count(*) from read_model_next.users");
        assertRefused("select count(*) from rebuild.build");
        node.postAs(Role.OPERATOR, "/api/v1/rebuilds/" + version + "/switch", null);
        Build build = reaches(version, Status.SWITCHED);
        for (String table : List.of(
                "users", "sleep_entries", "sleep_entry_disruptions", "prompts", "history", "v_nights", "v_prompts")) {
            assertThat(analyst.sql("select count(*) from read_model." + table)
                            .query(Long.class)
                            .single())
                    .isNotNegative();
        }
        assertThat(analyst.sql("select count(*) from read_model.v_nights")
                        .query(Long.class)
                        .single())
                .isPositive();
        node.sql("create table read_model.later (id int)").update();
        assertThat(analyst.sql("select count(*) from read_model.later")
                        .query(Long.class)
                        .single())
                .isZero();
        node.sql("drop table read_model.later").update();
        assertRefused("select count(*) from read_model.token_entry");
        assertRefused("select count(*) from read_model.flyway_schema_history");
        assertRefused("delete from read_model.history");
        assertRefused("select count(*) from " + build.oldSchema() + ".users");
        assertThat(node.sql("select obj_description('read_model'::regnamespace, 'pg_namespace')")
                        .query(String.class)
                        .single())
                .startsWith("What analysts and the HTTP queries read");
    }

    @Test // #5
    void whoIsErasedGoesFromTheVersionThatIsMadeAndFromThoseThatWereReplaced() {
        String first = person();
        String second = person();
        int version = begin("{\"readModel\":\"history\",\"switchWhenEqual\":false}");
        reaches(version, Status.READY);
        assertThat(countIn(Schemas.NEXT, "history", first)).isEqualTo(4);
        node.append(erased(first));
        await().atMost(PATIENCE)
                .until(() -> countIn(Schemas.NEXT, "history", first) == 0
                        && countIn(Schemas.NEXT, "sleep_entries", first) == 0);
        node.postAs(Role.OPERATOR, "/api/v1/rebuilds/" + version + "/switch", null);
        String old = reaches(version, Status.SWITCHED).oldSchema();
        assertThat(countIn(old, "history", first)).isZero();
        assertThat(countIn(old, "history", second)).isEqualTo(4);
        node.append(erased(second));
        await().atMost(PATIENCE).until(() -> node.count("users", "telegram_id", second) == 0);
        for (String table : List.of("history", "sleep_entries", "prompts")) {
            assertThat(countIn(old, table, second)).isZero();
        }
        assertThat(node.sql("select count(*) from " + old + ".users where telegram_id = ?")
                        .param(second)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test // #5
    void anEventThatCannotBeProjectedEndsTheRebuildByItsNameAndTheOneInUseStaysAsItIs() {
        String victim = person();
        person();
        node.bean(Grudge.class).bear(victim, Schemas.NEXT);
        int version = begin("{\"readModel\":\"entries\"}");
        Build build = reaches(version, Status.FAILED);
        node.bean(Grudge.class).forgive(victim);
        String event = node.sql("""
                        select event_id::text from read_model.history
                        where user_id = ? and type = 'QuizCompleted' order by position limit 1
                        """).param(victim).query(String.class).single();
        assertThat(build.failure())
                .contains("event=" + event, "type=QuizCompleted", "position=")
                .doesNotContain(victim);
        await().atMost(PATIENCE).until(() -> !schemas().contains(Schemas.NEXT));
        assertThat(node.count("sleep_entries", "user_id", victim)).isEqualTo(2);
        reaches(begin("{\"readModel\":\"entries\"}"), Status.SWITCHED);
    }

    @Test // #5
    void aDeadLetterStaysOneAndTakesEffectInBothVersionsWhenItIsDelivered() {
        String victim = newUser();
        String another = newUser();
        Grudge grudge = node.bean(Grudge.class);
        grudge.bear(victim, Schemas.LIVE);
        grudge.bear(another, Schemas.LIVE);
        node.append(registered(victim), completed(victim, night(NIGHT)), prompted(victim, NIGHT));
        node.append(registered(another), completed(another, night(NIGHT)));
        await().atMost(PATIENCE)
                .until(() -> lettersOf(victim).size() == 2 && lettersOf(another).size() == 1);
        discard(lettersOf(another).get(0));
        int version = begin("{\"readModel\":\"diary\",\"switchWhenEqual\":false}");
        assertThat(reaches(version, Status.READY).differences()).allMatch(Difference::agrees);
        assertThat(countIn(Schemas.NEXT, "history", victim)).isEqualTo(1);

        grudge.forgive(victim);
        grudge.forgive(another);
        assertThat(node.postAs(
                                Role.OPERATOR,
                                "/api/v1/dead-letters/" + lettersOf(victim).get(0) + "/retry",
                                null)
                        .statusCode())
                .isEqualTo(200);
        node.happened(completed(victim, night(NIGHT.minusDays(1))));
        await().atMost(PATIENCE).until(() -> countIn(Schemas.NEXT, "history", victim) == 4);
        assertThat(countIn(Schemas.NEXT, "prompts", victim)).isEqualTo(1);

        node.postAs(Role.OPERATOR, "/api/v1/rebuilds/" + version + "/switch", null);
        reaches(version, Status.SWITCHED);
        assertThat(node.count("sleep_entries", "user_id", victim)).isEqualTo(2);
        assertThat(node.count("sleep_entries", "user_id", another)).isZero();
        assertThat(node.sql("select status from read_model.dead_letter")
                        .query(String.class)
                        .list())
                .containsExactly("DISCARDED");
    }

    @Test // #5
    void aRebuildThatIsGivenUpLeavesNothingAndMakesRoomForAnother() {
        person();
        int version = begin("{\"readModel\":\"prompts\",\"switchWhenEqual\":false}");
        reaches(version, Status.READY);
        assertThat(node.postAs(Role.OPERATOR, "/api/v1/rebuilds", "{\"readModel\":\"users\"}"))
                .satisfies(refused -> {
                    assertThat(refused.statusCode()).isEqualTo(409);
                    assertThat(refused.body()).contains("\"REBUILD_UNDER_WAY\"", "\"version\":" + version);
                });
        node.bean(Rebuilds.class).giveUp(version);
        assertThat(found(version).status()).isEqualTo(Status.ABANDONED);
        await().atMost(PATIENCE).until(() -> !schemas().contains(Schemas.NEXT));
        assertThat(node.postAs(Role.OPERATOR, "/api/v1/rebuilds/" + version + "/switch", null))
                .satisfies(refused -> {
                    assertThat(refused.statusCode()).isEqualTo(409);
                    assertThat(refused.body()).contains("\"REBUILD_NOT_READY\"", "\"status\":\"ABANDONED\"");
                });
        reaches(begin("{\"readModel\":\"users\"}"), Status.SWITCHED);
    }

    @Test // #5
    void aTransactionThatReadsKeepsItsVersionAndNobodyElseWaitsForIt() throws SQLException {
        String user = person();
        int version = begin("{\"readModel\":\"diary\",\"switchWhenEqual\":false}");
        reaches(version, Status.READY);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeQuery("select * from read_model.v_prompts").close();
            node.postAs(Role.OPERATOR, "/api/v1/rebuilds/" + version + "/switch", null);
            await().during(Duration.ofSeconds(1))
                    .atMost(PATIENCE)
                    .until(() -> node.get("/api/v1/users/" + user + "/entries").statusCode() == 200
                            && found(version).status() == Status.READY);
            node.happened(completed(user, night(NIGHT.plusDays(2))));
            connection.rollback();
        }
        reaches(version, Status.SWITCHED);
        assertThat(node.count("sleep_entries", "user_id", user)).isEqualTo(3);
    }

    @ParameterizedTest // #5
    @ValueSource(strings = {"entries", "summary?nights=7", "progress"})
    void allThatAReplySaysIsReadInOneTransaction(String query) throws Exception {
        String user = person();
        CompletableFuture<HttpResponse<String>> reply;
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table read_model.sleep_entries in access exclusive mode");
            reply = CompletableFuture.supplyAsync(() -> node.get("/api/v1/users/" + user + "/" + query));
            // a switch would wait for it, as it still holds the users that it has read
            await().atMost(PATIENCE).until(() -> node.sql("""
                                    select count(*)
                                    from pg_locks waits
                                    join pg_locks holds on holds.pid = waits.pid and holds.granted
                                    where waits.relation = 'read_model.sleep_entries'::regclass and not waits.granted
                                      and holds.relation = 'read_model.users'::regclass
                                    """).query(Long.class).single() > 0);
            connection.rollback();
        }
        assertThat(reply.get().statusCode()).isEqualTo(200);
    }

    @Test // #5
    void rebuildsAreForOperatorsAndRefusalsHaveCodes() {
        for (Role role : List.of(Role.BOT, Role.ANALYST)) {
            assertThat(node.postAs(role, "/api/v1/rebuilds", "{\"readModel\":\"users\"}")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(node.getAs(role, "/api/v1/rebuilds").statusCode()).isEqualTo(403);
        }
        assertThat(node.postAs(null, "/api/v1/rebuilds", "{\"readModel\":\"users\"}")
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> unknown = node.postAs(Role.OPERATOR, "/api/v1/rebuilds", "{\"readModel\":\"dreams\"}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"UNKNOWN_READ_MODEL\"", "\"sleep_entries\"");
        assertThat(node.postAs(Role.OPERATOR, "/api/v1/rebuilds", "{}")).satisfies(refused -> {
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("\"MALFORMED\"");
        });
        assertThat(node.getAs(Role.OPERATOR, "/api/v1/rebuilds/999999")).satisfies(refused -> {
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.body()).contains("\"NOT_FOUND\"");
        });
        assertThat(node.getAs(Role.OPERATOR, "/api/v1/rebuilds").statusCode()).isEqualTo(200);
    }

    @Test // #5
    void whoHasLostABuildToAnotherNodeWritesNothingMore() {
        person();
        int version = begin("{\"readModel\":\"diary\",\"switchWhenEqual\":false}");
        reaches(version, Status.READY);
        long done = found(version).eventsDone();
        builds().take(version, "another");
        assertThatThrownBy(() -> builds().advance(version, "one", 1, null)).isInstanceOf(TakenAway.class);
        node.bean(Rebuilds.class).giveUp(version);
        assertThatThrownBy(() -> builds().advance(version, "another", 1, null)).isInstanceOf(TakenAway.class);
        assertThat(found(version).eventsDone()).isEqualTo(done);
    }

    private static List<String> lettersOf(String user) {
        return node.sql("select event_id::text from read_model.dead_letter where person = ? order by position")
                .param(user)
                .query(String.class)
                .list();
    }

    private static void discard(String letter) {
        assertThat(node.postAs(
                                Role.OPERATOR,
                                "/api/v1/dead-letters/" + letter + "/discard",
                                "{\"reason\":\"never mind\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    /** With two nights and a prompt: four events. */
    private static String person() {
        String user = newUser();
        node.happened(
                registered(user),
                completed(user, restlessNight(UUID.randomUUID(), NIGHT)),
                completed(user, night(NIGHT.minusDays(1))),
                prompted(user, NIGHT));
        return user;
    }

    private static int begin(String wish) {
        HttpResponse<String> begun = node.postAs(Role.OPERATOR, "/api/v1/rebuilds", wish);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        return Json.MAPPER.readTree(begun.body()).path("version").asInt();
    }

    private static Build reaches(int version, Status status) {
        await().atMost(PATIENCE).until(() -> found(version).status() == status);
        return found(version);
    }

    private static Build found(int version) {
        return builds().version(version).orElseThrow();
    }

    private static Builds builds() {
        return node.bean(Builds.class);
    }

    private static String json(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).isEqualTo(200);
        return reply.body();
    }

    private static long countIn(String schema, String table, String user) {
        return node.sql("select count(*) from " + schema + "." + table + " where user_id = ?")
                .param(user)
                .query(Long.class)
                .single();
    }

    private static long eventsInTheLog() {
        return node.sql("select count(*) from event_store.domain_event_entry")
                .query(Long.class)
                .single();
    }

    private static List<String> schemas() {
        return node.sql("select nspname from pg_namespace where nspname like 'read_model%'")
                .query(String.class)
                .list();
    }

    private static void assertRefused(String statement) {
        assertThatThrownBy(() -> analyst.sql(statement).query(rows -> {}))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("permission denied");
    }
}
