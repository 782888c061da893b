package org.sleepquiz.standalone.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** A schema that holds what cannot be made again from another. */
enum KeptSchema {
    EVENT_STORE("classpath:db/event-store"),
    SCHEDULE("classpath:db/schedule"),
    BOT("classpath:db/bot"),
    /** It is made from the log, but for {@link #DISCARDED}. Kept only if there is any. */
    READ_MODEL("classpath:db/read-model");

    static final String LETTERS = "read_model.dead_letter";

    /** What somebody has decided about dead letters, which the log does not tell. */
    static final String DISCARDED = LETTERS + " where status = 'DISCARDED'";

    /** As the query-side, where it has a role of its own: what its migrations grant of tables to come is granted of its own. */
    private static final String AS_QUERY_SIDE = """
            do $$
            begin
                if exists (select from pg_roles where rolname = 'sleepquiz_query') then
                    if pg_has_role('sleepquiz_query', 'member')
                       and has_database_privilege('sleepquiz_query', current_database(), 'create') then
                        set role sleepquiz_query;
                    end if;
                end if;
            end
            $$
            """;

    private final String migrations;

    KeptSchema(String migrations) {
        this.migrations = migrations;
    }

    String schema() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Which migrations it has seen; empty if the schema is not there. */
    Optional<String> version(Connection connection) throws SQLException {
        String history = schema() + ".flyway_schema_history";
        try (Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("select to_regclass('" + history + "') is not null")) {
                if (!found.next() || !found.getBoolean(1)) {
                    return Optional.empty();
                }
            }
            try (ResultSet newest = statement.executeQuery("select version from " + history
                    + " where success and version is not null order by installed_rank desc limit 1")) {
                return newest.next() ? Optional.of(newest.getString(1)) : Optional.empty();
            }
        }
    }

    /** The version that this program would bring it to. */
    MigrationVersion newest(DataSource database) {
        return Arrays.stream(flyway(database, MigrationVersion.LATEST).info().all())
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo)
                .orElse(MigrationVersion.EMPTY);
    }

    void make(DataSource database, MigrationVersion version) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (this == READ_MODEL) {
                statement.execute(AS_QUERY_SIDE);
            }
            statement.execute("create schema " + schema());
            statement.execute("reset role");
        }
        migrate(database, version);
    }

    void migrate(DataSource database, MigrationVersion target) {
        flyway(database, target).migrate();
    }

    private Flyway flyway(DataSource database, MigrationVersion target) {
        return Flyway.configure()
                .dataSource(database)
                .schemas(schema())
                .defaultSchema(schema())
                .createSchemas(false)
                .initSql(this == READ_MODEL ? AS_QUERY_SIDE : null)
                .locations(migrations)
                .failOnMissingLocations(true)
                .target(target)
                .load();
    }
}
