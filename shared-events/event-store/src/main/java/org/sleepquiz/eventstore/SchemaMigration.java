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
     * Brings a schema up to date, creating it if need be. Where the node's role may not do that, waits until another node has done it.
     *
     * @param schema name of the schema: small letters and underscores
     * @param location of the migrations, as Flyway has it
     * @throws IllegalStateException if the schema cannot be created or looked at
     * @throws org.flywaydb.core.api.FlywayException if a migration fails
     */
    public static Flyway migrate(DataSource dataSource, String schema, String location) {
        if (!schema.matches("[a-z_]+")) {
            throw new IllegalArgumentException("not the name of a schema: " + schema);
        }
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
        try {
            if (Rights.mayMake(dataSource, schema)) {
                create(dataSource, schema);
                flyway.migrate();
            } else {
                Rights.await(
                        "the owner of the schema " + schema + " to bring it up to date",
                        () -> isThere(dataSource, schema) && flyway.info().pending().length == 0);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot bring the schema " + schema + " up to date", failed);
        }
        return flyway;
    }

    /** Whether it has been migrated at all, and its history may be read. */
    private static boolean isThere(DataSource dataSource, String schema) throws SQLException {
        return Rights.ask(
                dataSource,
                "select coalesce(has_table_privilege(to_regclass(? || '.flyway_schema_history'), 'select'), false)",
                schema);
    }

    /** Two that create a schema at once collide, even with "if not exists" and within Flyway: one after the other then. */
    private static void create(DataSource dataSource, String schema) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock =
                            connection.prepareStatement("select pg_advisory_xact_lock(hashtext('sleepquiz schema'))");
                    Statement create = connection.createStatement()) {
                lock.execute();
                // "if not exists" alone would ask for the right to create also where there is nothing to be created
                create.execute("do $$ begin if to_regnamespace('%1$s') is null then create schema %1$s; end if; end $$"
                        .formatted(schema));
            }
            connection.commit();
        }
    }
}
