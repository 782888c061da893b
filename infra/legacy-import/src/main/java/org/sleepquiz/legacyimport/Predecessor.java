package org.sleepquiz.legacyimport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The predecessor's database, which is only ever read. */
final class Predecessor implements AutoCloseable {

    private static final int ROWS_AT_A_TIME = 1_000;
    private static final String UNDEFINED_TABLE = "42P01";

    /** Told of everything, a person's entries right after the person and in the order in which they were logged. */
    interface Listener {
        void person(LegacyPerson person);

        void entry(LegacyEntry entry);
    }

    /** @param submissions rows that have no counterpart */
    record Size(long people, long entries, long settings, long submissions) {}

    private final Connection connection;

    private Predecessor(Connection connection) {
        this.connection = connection;
    }

    /**
     * Connects.
     *
     * @throws ImportFailure if that cannot be done; the address is not told, as a password may be part of it
     */
    static Predecessor at(ImportSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "sleepquiz-import-legacy");
        properties.setProperty("connectTimeout", "10");
        // a failed statement would be told with its values
        properties.setProperty("logServerErrorDetail", "false");
        if (settings.user() != null) {
            properties.setProperty("user", settings.user());
        }
        if (settings.password() != null) {
            properties.setProperty("password", settings.password());
        }
        try {
            Connection connection = DriverManager.getConnection(settings.jdbcUrl(), properties);
            connection.setReadOnly(true);
            connection.setAutoCommit(false); // else the driver reads all rows before the first is seen
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return new Predecessor(connection);
        } catch (SQLException failed) {
            throw failure("Cannot open the predecessor's database", failed);
        }
    }

    Size size() {
        String settings = """
                select (select count(*) from users), (select count(*) from sleep_entries),
                       (select count(*) from sleep_quiz_settings)
                """;
        try (Statement statement = connection.createStatement();
                ResultSet counts = statement.executeQuery(settings)) {
            counts.next();
            return new Size(counts.getLong(1), counts.getLong(2), counts.getLong(3), submissions());
        } catch (SQLException failed) {
            throw failure("Cannot read the predecessor's tables", failed);
        }
    }

    private long submissions() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet there = statement.executeQuery("select to_regclass('sleep_quiz_submissions') is not null")) {
                there.next();
                if (!there.getBoolean(1)) {
                    return 0;
                }
            }
            try (ResultSet count = statement.executeQuery("select count(*) from sleep_quiz_submissions")) {
                count.next();
                return count.getLong(1);
            }
        }
    }

    /** Tells everything there is, in the memory of some rows. */
    void tell(Listener listener) {
        String everything = """
                with people as (
                    select id::text as row_id, telegram_id::text as telegram_id from users
                    union all
                    select null, user_id::text from (
                        select user_id from sleep_entries union select user_id from sleep_quiz_settings) named
                    where named.user_id is not null
                        and not exists (select from users where users.telegram_id::text = named.user_id::text)
                ), settings as (
                    select distinct on (user_id) user_id::text as user_id, enabled, preferred_time, timezone, language_code
                    from sleep_quiz_settings
                    order by user_id, enabled, preferred_time, timezone, language_code
                )
                select person.row_id, person.telegram_id,
                       settings.user_id is not null as has_settings, settings.enabled, settings.preferred_time,
                       settings.timezone, settings.language_code,
                       entry.id::text as entry_id, entry.logged_at, entry.bedtime::text as bedtime,
                       entry.sleep_latency_minutes, entry.wake_time::text as wake_time, entry.total_sleep_hours,
                       entry.night_wakings, entry.sleep_quality_rating, entry.disruptions::text as disruptions,
                       entry.phone_usage, entry.phone_duration_minutes, entry.alertness_rating
                from people person
                left join settings on settings.user_id = person.telegram_id
                left join sleep_entries entry on entry.user_id::text = person.telegram_id
                order by person.telegram_id, person.row_id, entry.logged_at nulls first, entry.id
                """;
        try (PreparedStatement statement = connection.prepareStatement(everything)) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet rows = statement.executeQuery()) {
                LegacyPerson before = null;
                while (rows.next()) {
                    LegacyPerson person = person(rows);
                    if (!person.equals(before)) {
                        listener.person(person);
                        before = person;
                    }
                    if (rows.getString("entry_id") != null) {
                        listener.entry(entry(rows));
                    }
                }
            }
        } catch (SQLException failed) {
            throw failure("The predecessor's tables cannot be read any further", failed);
        }
    }

    private static LegacyPerson person(ResultSet rows) throws SQLException {
        return new LegacyPerson(
                rows.getString("row_id"),
                rows.getString("telegram_id"),
                rows.getBoolean("has_settings"),
                rows.getObject("enabled", Boolean.class),
                rows.getObject("preferred_time", LocalTime.class),
                rows.getString("timezone"),
                rows.getString("language_code"));
    }

    private static LegacyEntry entry(ResultSet rows) throws SQLException {
        OffsetDateTime loggedAt = rows.getObject("logged_at", OffsetDateTime.class);
        return new LegacyEntry(
                rows.getString("entry_id"),
                loggedAt == null ? null : loggedAt.toInstant(),
                rows.getString("bedtime"),
                whole(rows, "sleep_latency_minutes"),
                rows.getString("wake_time"),
                rows.getObject("total_sleep_hours", Double.class),
                whole(rows, "night_wakings"),
                whole(rows, "sleep_quality_rating"),
                rows.getString("disruptions"),
                rows.getObject("phone_usage", Boolean.class),
                whole(rows, "phone_duration_minutes"),
                whole(rows, "alertness_rating"));
    }

    private static @Nullable Integer whole(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, Integer.class);
    }

    private static ImportFailure failure(String what, SQLException cause) {
        String why = UNDEFINED_TABLE.equals(cause.getSQLState())
                ? "a table is missing there (is it the predecessor's?)"
                : "SQL state " + cause.getSQLState();
        return new ImportFailure(what + ": " + why, cause);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw failure("The predecessor's database cannot be left", failed);
        }
    }
}
