package org.sleepquiz.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the tables themselves hold to, whoever writes. */
class ReadModelSchemaIT {

    private static final String ANALYST_PASSWORD = "only-for-" + UUID.randomUUID();

    private static TestDatabase database;
    private static JdbcClient jdbc;
    private static JdbcClient analyst;

    @BeforeAll
    static void migrate() throws SQLException {
        database = TestPostgres.freshDatabase();
        jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("create schema event_store").update();
        jdbc.sql("create table event_store.domain_event_entry (global_index bigint)")
                .update();
        jdbc.sql("create schema bot").update();
        jdbc.sql("create table bot.inbox (id bigint)").update();
        ReadModelSchema.migrate(database.dataSource(), ANALYST_PASSWORD);
        analyst = JdbcClient.create(new DriverManagerDataSource(database.jdbcUrl(), "analyst", ANALYST_PASSWORD));
    }

    @BeforeEach
    void onePerson() {
        jdbc.sql("delete from read_model.users").update();
        jdbc.sql("""
                        insert into read_model.users (telegram_id, registered_at, language, time_zone, prompt_enabled,
                                                      prompt_time, sleep_need_minutes)
                        values ('1', '2026-11-24T06:00:00Z', 'sv', 'Europe/Stockholm', true, '07:00', 480)
                        """).update();
    }

    @Test // #2, regression 1
    void anEntryOfAnUnknownUserIsRefusedByTheForeignKey() {
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(() -> insertNight("2", "sleep_quality", "7"))
                .withMessageContaining("sleep_entries_user_id_fkey");
        assertThat(jdbc.sql("select count(*) from read_model.sleep_entries")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test // #2, regression 12
    void aNightHasOneEntry() {
        insertNight("1", "sleep_quality", "7");
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(() -> insertNight("1", "sleep_quality", "8"))
                .withMessageContaining("sleep_entries_one_per_night");
    }

    @Test // #2
    void entriesAndDisruptionsGoWithTheUser() {
        UUID entry = insertNight("1", "sleep_quality", "7");
        jdbc.sql("insert into read_model.sleep_entry_disruptions values (?, 'NOISE')")
                .param(entry)
                .update();
        jdbc.sql("delete from read_model.users").update();
        assertThat(jdbc.sql("select count(*) from read_model.sleep_entry_disruptions")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest // #2
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "sleep_latency | 'SOON'",
                "sleep_latency_minutes | -1",
                "night_wakings | 'SOME'",
                "night_wakings | 'ONE_OR_TWO'",
                "time_awake | 'UNDER_15'",
                "time_awake_minutes | 7",
                "sleep_quality | 0",
                "sleep_quality | 11",
                "phone_usage | true",
                "phone_duration | 'UNDER_15'",
                "phone_duration_minutes | 7",
                "alertness | 0",
                "alertness | 11",
                "bed_at | '2026-11-24T05:00:00Z'",
                "time_in_bed_minutes | 0",
                "time_in_bed_minutes | 1501",
                "total_sleep_minutes | 464",
                "total_sleep_minutes_low | -1",
                "total_sleep_minutes_low | 474",
                "total_sleep_minutes_high | 481",
                "sleep_efficiency | 100.01",
                "sleep_efficiency | -0.01",
                "time_zone | ''",
                "rule_version | 0"
            })
    void garbageIsRefused(String column, String value) {
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(() -> insertNight("1", column, value))
                .withMessageContaining("check constraint");
    }

    @ParameterizedTest // #4
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "work_days | '{0}'",
                "work_days | '{1,8}'",
                "work_days | null",
                "weekly_report | 8",
                "reachable | null"
            })
    void garbageIsRefusedOfAPerson(String column, String value) {
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(() -> jdbc.sql("update read_model.users set " + column + " = " + value)
                        .update())
                .withMessageContaining("constraint");
    }

    @Test // #4
    void promptsGoWithTheUser() {
        jdbc.sql(
                        "insert into read_model.prompts values ('1', '2026-11-24', '2026-11-24T06:00:00Z', '2026-11-24T06:00:01Z')")
                .update();
        jdbc.sql("delete from read_model.users").update();
        assertThat(jdbc.sql("select count(*) from read_model.prompts")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test // #4
    void peopleAndNightsFromBeforeGetTheirDefaults() throws SQLException {
        TestDatabase older = TestPostgres.freshDatabase();
        JdbcClient before = JdbcClient.create(older.dataSource());
        before.sql("create schema read_model").update();
        Flyway.configure()
                .dataSource(older.dataSource())
                .schemas("read_model")
                .locations("classpath:db/read-model")
                .target("5")
                .load()
                .migrate();
        before.sql("""
                        insert into read_model.users (telegram_id, registered_at, language, time_zone, prompt_enabled,
                                                      prompt_time, sleep_need_minutes)
                        values ('1', '2026-11-24T06:00:00Z', 'sv', 'Europe/Stockholm', true, '07:00', 480)
                        """).update();
        List<String> zones = List.of("Pacific/Auckland", "America/Lima", "No/Longer");
        for (int i = 0; i < zones.size(); i++) {
            before.sql("""
                            insert into read_model.sleep_entries
                            select gen_random_uuid(), '1', date '2026-11-20' + :day, :zone, '22:00', '06:00',
                                   '2026-11-23T21:00:00Z', '2026-11-24T05:00:00Z', 'UNDER_15', 7, 'NONE', null, 0, 7,
                                   false, null, 0, 7, 480, 473, 465, 480, 98.54, 1, gen_random_uuid(),
                                   '2026-11-24T03:00:00Z', null
                            """).param("day", i).param("zone", zones.get(i)).update();
        }

        ReadModelSchema.migrate(older.dataSource(), null);

        assertThat(before.sql("""
                        select array_to_string(work_days, ','), weekly_report, prompts_paused_until, reachable
                        from read_model.users
                        """).query().listOfRows())
                .hasSize(1)
                .allSatisfy(row -> assertThat(row.values()).containsExactly("1,2,3,4,5", null, null, true));
        assertThat(before.sql("select recorded_on::text from read_model.sleep_entries order by night_date")
                        .query(String.class)
                        .list())
                .containsExactly("2026-11-24", "2026-11-23", "2026-11-24");
    }

    @Test // #2
    void anUnknownDisruptionIsRefused() {
        UUID entry = insertNight("1", "sleep_quality", "7");
        assertThatThrownBy(() -> jdbc.sql("insert into read_model.sleep_entry_disruptions values (?, 'OWLS')")
                        .param(entry)
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test // #2, regression 23
    void everyZoneThatJavaKnowsIsAccepted() {
        ZoneId.getAvailableZoneIds()
                .forEach(zone -> jdbc.sql("update read_model.users set time_zone = ?")
                        .param(zone)
                        .update());
    }

    @Test // #2, regression 20
    void noTimestampIsWithoutAZone() {
        assertThat(jdbc.sql("""
                        select table_name || '.' || column_name
                        from information_schema.columns
                        where table_schema = 'read_model' and data_type = 'timestamp without time zone'
                          and table_name <> 'flyway_schema_history'
                        """).query(String.class).list()).isEmpty();
    }

    @Test // #2, regression 27
    void noTableKeepsItsDataAsALargeObject() {
        assertThat(jdbc.sql("""
                        select table_schema || '.' || table_name || '.' || column_name
                        from information_schema.columns
                        where table_schema in ('read_model', 'event_store') and data_type = 'oid'
                        """).query(String.class).list()).isEmpty();
    }

    @Test // #2
    void everyColumnThatAnalystsReadIsExplained() {
        assertThat(jdbc.sql("""
                        select class.relname || '.' || attribute.attname
                        from pg_class class
                        join pg_attribute attribute on attribute.attrelid = class.oid and attribute.attnum > 0
                        where class.relnamespace = 'read_model'::regnamespace and class.relkind = 'r'
                          and class.relname not in ('token_entry', 'flyway_schema_history')
                          and col_description(class.oid, attribute.attnum) is null
                        """).query(String.class).list()).isEmpty();
    }

    @Test // #2
    void nightsAreFlatForAnalysts() {
        UUID entry = insertNight("1", "sleep_quality", "7");
        for (String disruption : List.of("PAIN", "NOISE")) {
            jdbc.sql("insert into read_model.sleep_entry_disruptions values (?, ?)")
                    .params(entry, disruption)
                    .update();
        }
        assertThat(analyst.sql("select * from read_model.v_nights").query().singleRow())
                .containsEntry("user_id", "1")
                .containsEntry("weekday", 2)
                .containsEntry("disruptions", "NOISE,PAIN")
                .containsEntry("disruption_count", 2)
                .containsEntry("noise", true)
                .containsEntry("light", false)
                .containsEntry("pain", true);
        jdbc.sql("delete from read_model.sleep_entry_disruptions").update();
        assertThat(analyst.sql("select * from read_model.v_nights").query().singleRow())
                .containsEntry("disruptions", "")
                .containsEntry("disruption_count", 0)
                .containsEntry("noise", false);
    }

    @ParameterizedTest // #2
    @ValueSource(
            strings = {
                "users",
                "sleep_entries",
                "sleep_entry_disruptions",
                "prompts",
                "history",
                "v_nights",
                "v_prompts"
            })
    void anAnalystReadsTheReadModel(String table) {
        assertThat(analyst.sql("select count(*) from read_model." + table)
                        .query(Long.class)
                        .single())
                .isNotNegative();
    }

    @Test // #2
    void anAnalystReadsTablesThatComeLater() {
        jdbc.sql("create table read_model.later (id int)").update();
        assertThat(analyst.sql("select count(*) from read_model.later")
                        .query(Long.class)
                        .single())
                .isZero();
        jdbc.sql("drop table read_model.later").update();
    }

    @ParameterizedTest // #2
    @ValueSource(
            strings = {
                "select * from event_store.domain_event_entry",
                "select * from bot.inbox",
                "select * from read_model.token_entry",
                "select * from read_model.dead_letter",
                "select * from read_model.flyway_schema_history",
                "update read_model.users set language = 'en'",
                "delete from read_model.history",
                "insert into read_model.sleep_entry_disruptions values (gen_random_uuid(), 'NOISE')",
                "truncate read_model.users cascade",
                "create table read_model.mine (id int)",
                "create table public.mine (id int)",
                "create schema mine",
                "select pg_read_file('/etc/passwd')",
                "create role another"
            })
    void anAnalystDoesNothingElse(String statement) {
        assertThatThrownBy(() -> analyst.sql(statement).query(rows -> {}))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                // for want of a right, not of a thing
                .hasMessageContaining("permission denied");
    }

    @Test // #2
    void anyNumberOfNodesMigrateAtOnce() throws Exception {
        TestDatabase empty = TestPostgres.freshDatabase();
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Future<Flyway>> migrations = IntStream.range(0, 4)
                    .mapToObj(node -> nodes.submit(() -> ReadModelSchema.migrate(empty.dataSource(), null)))
                    .toList();
            for (Future<Flyway> migration : migrations) {
                assertThat(migration.get()).isNotNull();
            }
        } finally {
            nodes.shutdownNow();
        }
    }

    /** A plausible night of eight hours with no wakings and no phone, but for one column. */
    private static UUID insertNight(String user, String column, String value) {
        UUID entry = UUID.randomUUID();
        String[] columns = {
            "time_zone",
            "'Europe/Stockholm'",
            "bedtime",
            "'22:00'",
            "wake_time",
            "'06:00'",
            "bed_at",
            "'2026-11-23T21:00:00Z'",
            "wake_at",
            "'2026-11-24T05:00:00Z'",
            "sleep_latency",
            "'UNDER_15'",
            "sleep_latency_minutes",
            "7",
            "night_wakings",
            "'NONE'",
            "time_awake",
            "null",
            "time_awake_minutes",
            "0",
            "sleep_quality",
            "7",
            "phone_usage",
            "false",
            "phone_duration",
            "null",
            "phone_duration_minutes",
            "0",
            "alertness",
            "7",
            "time_in_bed_minutes",
            "480",
            "total_sleep_minutes",
            "473",
            "total_sleep_minutes_low",
            "465",
            "total_sleep_minutes_high",
            "480",
            "sleep_efficiency",
            "98.54",
            "rule_version",
            "1"
        };
        StringBuilder names = new StringBuilder("entry_id, user_id, night_date, quiz_id, recorded_at, recorded_on");
        StringBuilder values = new StringBuilder(
                ":entry, :user, '2026-11-24', gen_random_uuid(), '2026-11-24T06:00:00Z', '2026-11-24'");
        for (int i = 0; i < columns.length; i += 2) {
            names.append(", ").append(columns[i]);
            values.append(", ").append(columns[i].equals(column) ? value : columns[i + 1]);
        }
        jdbc.sql("insert into read_model.sleep_entries (" + names + ") values (" + values + ")")
                .param("entry", entry)
                .param("user", user)
                .update();
        return entry;
    }
}
