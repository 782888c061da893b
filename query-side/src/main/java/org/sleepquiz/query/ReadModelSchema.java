package org.sleepquiz.query;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Brings the schema {@code read_model} up to date while the context is being made, thus before any projection starts. Any
 * number of nodes may do so at once: Flyway lets one in at a time.
 */
@Component
class ReadModelSchema {

    private static final String SCHEMA = "read_model";

    ReadModelSchema(
            DataSource dataSource, @Value("${sleepquiz.analyst.password:#{null}}") @Nullable String analystPassword)
            throws SQLException {
        Flyway.configure()
                .dataSource(dataSource)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .locations("classpath:db/read-model")
                .load()
                .migrate();
        if (analystPassword != null && !analystPassword.isEmpty()) {
            setPasswordOfAnalyst(dataSource, analystPassword);
        }
    }

    /** The driver hashes the password here, so that it stands in no log of the server. */
    private static void setPasswordOfAnalyst(DataSource dataSource, String password) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.unwrap(PGConnection.class).alterUserPassword("analyst", password.toCharArray(), "scram-sha-256");
        }
    }
}
