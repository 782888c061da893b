package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.sleepquiz.bot.BotGateway;
import org.sleepquiz.command.CommandSide;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.query.QuerySide;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.sleepquiz.testsupport.security.AttackedSide;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each side works with the role that {@code roles.sql} gives it, and that role can do nothing else. */
class DatabaseRolesIT {

    private static final Map<String, String> PASSWORDS = Map.of(
            PostgresRoles.COMMAND_SIDE, "of-command",
            PostgresRoles.QUERY_SIDE, "of-query",
            PostgresRoles.BOT_GATEWAY, "of-bot",
            PostgresRoles.ANALYST, "of-analyst");
    private static final String NO_KAFKA = "--sleepquiz.kafka.bootstrap=127.0.0.1:1";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static final List<AutoCloseable> RUNNING = new ArrayList<>();
    private static TestDatabase database;
    private static AttackedSide commandSide;
    private static AttackedSide querySide;

    @BeforeAll
    static void start() throws Exception {
        database = TestPostgres.freshDatabase();
        makeRoles();
        DataDirectory data = DataDirectory.take(directory.resolve("data"));
        RUNNING.add(data);
        String masterKey = "--sleepquiz.keys.master-file=" + data.masterKey();
        // first the one that has to wait for what the other one makes
        CompletableFuture<AttackedSide> waiting = CompletableFuture.supplyAsync(
                () -> start(QuerySide.application(), PostgresRoles.QUERY_SIDE, masterKey),
                task -> new Thread(task, "query-side").start());
        AttackedSide gateway = start(
                BotGateway.application(),
                PostgresRoles.BOT_GATEWAY,
                "--sleepquiz.kafka.enabled=false",
                "--telegram.bot.token=700100:not-a-real-token",
                "--telegram.api.url=http://127.0.0.1:1");
        RUNNING.add(gateway);
        assertThat(waiting).as("nobody has made the log yet").isNotDone();
        commandSide = start(
                CommandSide.application(),
                PostgresRoles.COMMAND_SIDE,
                masterKey,
                NO_KAFKA,
                "--sleepquiz.prompts.enabled=false");
        RUNNING.add(commandSide);
        querySide = waiting.join();
        RUNNING.add(querySide);
    }

    private static AttackedSide start(SpringApplicationBuilder side, String role, String... more) {
        return AttackedSide.start(side, new TestDatabase(database.jdbcUrl(), role, PASSWORDS.get(role)), more);
    }

    private static void makeRoles() throws SQLException {
        try (Connection administrator = database.dataSource().getConnection()) {
            PostgresRoles.make(administrator, PASSWORDS::get);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : RUNNING) {
            each.close();
        }
    }

    @Test // #5
    void whatIsAnsweredIsReadThoughNoSideCanDoTheWorkOfAnother() {
        String answers = """
                {"nightDate":"2026-11-20","answers":{"BEDTIME":"22:15","SLEEP_LATENCY":"UNDER_15","WAKE_TIME":"07:00",
                 "NIGHT_WAKINGS":"NONE","SLEEP_QUALITY":7,"PHONE_USAGE":false,"DISRUPTIONS":[],"ALERTNESS":6}}""";
        assertThat(commandSide
                        .sendAs(Role.BOT, "POST", "/api/v1/users/4711/entries", answers)
                        .statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(querySide
                                .sendAs(Role.BOT, "GET", "/api/v1/users/4711/entries", null)
                                .body())
                        .contains("2026-11-20"));
        assertThat(commandSide
                        .sendAs(Role.BOT, "DELETE", "/api/v1/users/4711", null)
                        .statusCode())
                .isEqualTo(204);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(querySide
                                .sendAs(Role.BOT, "GET", "/api/v1/users/4711", null)
                                .statusCode())
                        .isEqualTo(404));
    }

    @Test // #5
    void theGatewayReadsNeitherEventsNorKeysNorDiaries() {
        assertRefused(
                PostgresRoles.BOT_GATEWAY,
                "select from event_store.domain_event_entry",
                "select from event_store.person_key",
                "select from event_store.master_key",
                "select from read_model.sleep_entries",
                "select from schedule.person",
                "create schema of_its_own",
                "create table public.of_its_own ()",
                "create table read_model.of_its_own ()");
        assertThat(allowed(PostgresRoles.BOT_GATEWAY, "select from bot.inbox")).isTrue();
    }

    @Test // #5
    void theQuerySideReadsTheLogAndChangesNothingOfIt() {
        assertThat(allowed(PostgresRoles.QUERY_SIDE, "select from event_store.domain_event_entry"))
                .isTrue();
        assertThat(allowed(PostgresRoles.QUERY_SIDE, "select from event_store.person_key"))
                .isTrue();
        assertRefused(
                PostgresRoles.QUERY_SIDE,
                "delete from event_store.domain_event_entry",
                "update event_store.domain_event_entry set payload = '{}'",
                "insert into event_store.person_key (key_id) values (gen_random_uuid())",
                "delete from event_store.person_key",
                "delete from event_store.master_key",
                "update event_store.token_entry set token = null",
                "truncate event_store.snapshot_event_entry",
                "drop table event_store.domain_event_entry",
                "lock table event_store.domain_event_entry",
                "create table event_store.of_its_own ()",
                "select from bot.inbox",
                "select from schedule.person");
        // a new read model is built beside the old one
        assertThat(allowed(
                        PostgresRoles.QUERY_SIDE,
                        "create schema read_model_next; alter schema read_model_next rename to read_model_other;"
                                + " drop schema read_model_other"))
                .isTrue();
    }

    @Test // #5
    void theCommandSideReadsNeitherTheInboxNorTheReadModel() {
        assertThat(allowed(PostgresRoles.COMMAND_SIDE, "select from event_store.domain_event_entry"))
                .isTrue();
        assertRefused(
                PostgresRoles.COMMAND_SIDE,
                "select from bot.inbox",
                "select from bot.admitted",
                "select from read_model.users",
                "drop schema read_model cascade",
                "create schema of_its_own");
    }

    @Test // #5
    void theAnalystReadsTheReadModelAndNothingElse() {
        assertThat(allowed(PostgresRoles.ANALYST, "select from read_model.v_nights"))
                .isTrue();
        assertRefused(
                PostgresRoles.ANALYST,
                "delete from read_model.sleep_entries",
                "select from read_model.token_entry",
                "select from event_store.domain_event_entry",
                "select from event_store.person_key",
                "select from bot.inbox",
                "select from schedule.person",
                "create table public.of_its_own ()",
                "create temporary table of_its_own ()",
                "create schema of_its_own");
    }

    @Test // #5
    void noRoleIsMoreThanItsSide() {
        assertThat(JdbcClient.create(database.dataSource())
                        .sql("""
                                select rolname from pg_roles
                                where rolname in ('sleepquiz_command', 'sleepquiz_query', 'sleepquiz_bot', 'analyst')
                                    and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)
                                """)
                        .query(String.class)
                        .list())
                .isEmpty();
        PASSWORDS
                .keySet()
                .forEach(one -> PASSWORDS.keySet().stream()
                        .filter(other -> !other.equals(one))
                        .forEach(other -> assertRefused(one, "set role " + other)));
    }

    /** As after an update from a version whose sides shared one role. */
    @Test // #5
    void whatOneRoleMadeIsGivenToTheSidesAndNothingIsLost() throws SQLException {
        TestDatabase shared = TestPostgres.freshDatabase();
        String owner = "shared_" + UUID.randomUUID().toString().substring(0, 8);
        JdbcClient administrator = JdbcClient.create(shared.dataSource());
        administrator
                .sql("create role " + owner + " login createrole password 'of-all'")
                .update();
        administrator
                .sql("alter database " + shared.jdbcUrl().replaceAll(".*/([^?]+).*", "$1") + " owner to " + owner)
                .update();
        TestDatabase asOwner = new TestDatabase(shared.jdbcUrl(), owner, "of-all");
        AttackedSide before =
                AttackedSide.start(CommandSide.application(), asOwner, NO_KAFKA, "--sleepquiz.prompts.enabled=false");
        try (before) {
            assertThat(before.sendAs(Role.BOT, "PUT", "/api/v1/users/4712", "{}")
                            .statusCode())
                    .isEqualTo(200);
        }
        for (int time = 0; time < 2; time++) {
            try (Connection connection = shared.dataSource().getConnection()) {
                PostgresRoles.make(connection, PASSWORDS::get);
            }
        }
        TestDatabase asCommandSide = new TestDatabase(
                shared.jdbcUrl(), PostgresRoles.COMMAND_SIDE, PASSWORDS.get(PostgresRoles.COMMAND_SIDE));
        AttackedSide after = AttackedSide.start(
                CommandSide.application(), asCommandSide, NO_KAFKA, "--sleepquiz.prompts.enabled=false");
        try (after) {
            assertThat(after.sendAs(Role.BOT, "PATCH", "/api/v1/users/4712/settings", "{\"promptEnabled\":false}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static void assertRefused(String role, String... statements) {
        for (String statement : statements) {
            assertThat(allowed(role, statement)).as("%s: %s", role, statement).isFalse();
        }
    }

    /** Whether a statement is let through; what it has done is undone. */
    private static boolean allowed(String role, String statement) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.jdbcUrl());
        dataSource.setUser(role);
        dataSource.setPassword(PASSWORDS.get(role));
        try (Connection connection = dataSource.getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                sql.execute(statement);
                return true;
            } catch (SQLException refused) {
                assertThat(refused.getSQLState())
                        .as("%s: %s", role, refused.getMessage())
                        .isEqualTo("42501");
                return false;
            } finally {
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(role + ": " + statement, failed);
        }
    }
}
