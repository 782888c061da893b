package org.sleepquiz.testsupport;

import java.sql.Connection;
import java.sql.SQLException;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The image is system property {@code backend.postgres.image}, {@code postgres:18} unless it is set. */
final class PostgresInContainer implements PostgresServer {

    private static final DockerImageName IMAGE = DockerImageName.parse(
                    System.getProperty("backend.postgres.image", "postgres:18"))
            .asCompatibleSubstituteFor("postgres");

    private final int port = RestartableContainer.freePort();
    private final PostgreSQLContainer postgres = new PostgreSQLContainer(IMAGE)
            .withDatabaseName("postgres")
            .withUsername("postgres")
            .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");
    private final RestartableContainer container =
            new RestartableContainer(postgres, port, PostgreSQLContainer.POSTGRESQL_PORT, this::answers);

    @Override
    public TestDatabase database(String name) {
        return new TestDatabase(
                "jdbc:postgresql://" + postgres.getHost() + ":" + port + "/" + name,
                postgres.getUsername(),
                postgres.getPassword());
    }

    private boolean answers() {
        try (Connection connection = database("postgres").dataSource().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public void close() {
        container.close();
    }
}
