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

/** A schema that cannot be made again from another. {@code read_model} is left out: it is made from the log. */
enum KeptSchema {
    EVENT_STORE("classpath:db/event-store"),
    SCHEDULE("classpath:db/schedule"),
    BOT("classpath:db/bot");

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

    void migrate(DataSource database, MigrationVersion target) {
        flyway(database, target).migrate();
    }

    private Flyway flyway(DataSource database, MigrationVersion target) {
        return Flyway.configure()
                .dataSource(database)
                .schemas(schema())
                .defaultSchema(schema())
                .createSchemas(false)
                .locations(migrations)
                .failOnMissingLocations(true)
                .target(target)
                .load();
    }
}
