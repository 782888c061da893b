package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * How a side makes its own schema: a bean of type {@link Flyway} per schema, each with its own history table in it.
 *
 * <pre>{@code
 * @Bean
 * Flyway readModelFlyway(DataSource dataSource) {
 *     return SchemaMigration.migrate(dataSource, "read_model", "classpath:db/read-model");
 * }
 * }</pre>
 *
 * Spring Boot's own Flyway stands back when there are such beans ({@code spring.flyway.*} has no effect), and lets every
 * bean that uses the database ({@code JdbcClient}, and those with {@code @DependsOnDatabaseInitialization}) wait for all of
 * them. Any number of nodes may start at the same moment.
 */
public final class SchemaMigration {

    private SchemaMigration() {}

    /**
     * Brings a schema up to date, creating it if need be.
     *
     * @param schema name of the schema: small letters and underscores
     * @param location of the migrations, as Flyway has it
     * @throws IllegalStateException if the schema cannot be created
     * @throws org.flywaydb.core.api.FlywayException if a migration fails
     */
    public static Flyway migrate(DataSource dataSource, String schema, String location) {
        create(dataSource, schema);
        Flyway flyway = Flyway.configure()
                .dataSource(dataSource)
                .schemas(schema)
                .defaultSchema(schema)
                .createSchemas(false)
                .locations(location)
                .failOnMissingLocations(true)
                // the lock of the session: one of a transaction would be idle, and be ended, while a migration takes
                // its time
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load();
        flyway.migrate();
        return flyway;
    }

    /** Two that create a schema at once collide, even with "if not exists" and within Flyway: one after the other then. */
    private static void create(DataSource dataSource, String schema) {
        if (!schema.matches("[a-z_]+")) {
            throw new IllegalArgumentException("not the name of a schema: " + schema);
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock =
                            connection.prepareStatement("select pg_advisory_xact_lock(hashtext('sleepquiz schema'))");
                    Statement create = connection.createStatement()) {
                lock.execute();
                create.execute("create schema if not exists " + schema);
            }
            connection.commit();
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot create the schema " + schema, failed);
        }
    }
}
