package org.sleepquiz.query;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.sleepquiz.eventstore.SchemaMigration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Brings the schema {@code read_model} up to date before anything reads or writes it. */
@Configuration
class ReadModelSchema {

    /**
     * @param analystPassword of the role {@code analyst}, set at each start; without one the role's password stays as it is,
     *     none at first
     */
    @Bean
    Flyway readModelFlyway(
            DataSource dataSource, @Value("${sleepquiz.analyst.password:#{null}}") @Nullable String analystPassword)
            throws SQLException {
        return migrate(dataSource, analystPassword);
    }

    static Flyway migrate(DataSource dataSource, @Nullable String analystPassword) throws SQLException {
        Flyway flyway = SchemaMigration.migrate(dataSource, "read_model", "classpath:db/read-model");
        if (analystPassword != null && !analystPassword.isEmpty()) {
            setPasswordOfAnalyst(dataSource, analystPassword);
        }
        return flyway;
    }

    /** The driver hashes the password here, so that it stands in no log of the server. */
    private static void setPasswordOfAnalyst(DataSource dataSource, String password) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.unwrap(PGConnection.class).alterUserPassword("analyst", password.toCharArray(), "scram-sha-256");
        }
    }
}
