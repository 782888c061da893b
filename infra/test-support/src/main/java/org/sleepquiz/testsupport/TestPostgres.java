package org.sleepquiz.testsupport;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * PostgreSQL for tests. Call it from a test or a {@code @BeforeAll} method, not from a static initialiser: where no server
 * can be had the call skips the test, and an initialiser cannot be skipped.
 */
public final class TestPostgres implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final PostgresServer server;

    private TestPostgres(PostgresServer server) {
        this.server = server;
    }

    /** A new, empty database on the server that all tests of this JVM share. */
    public static TestDatabase freshDatabase() {
        Backend.CHOSEN.assumeAvailable();
        return Shared.POSTGRES.newDatabase();
    }

    /** A server of the caller's own, started; to be stopped, started again and closed at will. */
    public static TestPostgres ownServer() {
        Backend.CHOSEN.assumeAvailable();
        return new TestPostgres(PostgresServer.started(Backend.CHOSEN));
    }

    /** A new, empty database on this server. */
    public TestDatabase newDatabase() {
        String name = "test_" + NUMBER.incrementAndGet();
        try (Connection connection = server.database("postgres").dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot create the database " + name, failed);
        }
        return server.database(name);
    }

    /** Stops the server; open connections are cut. Its data stay. */
    public void stop() {
        server.stop();
    }

    /** Starts the stopped server on the same port and data. */
    public void start() {
        server.start();
    }

    /** Stops the server for good and deletes its data. */
    @Override
    public void close() {
        server.close();
    }

    private static final class Shared {

        static final TestPostgres POSTGRES = new TestPostgres(PostgresServer.started(Backend.CHOSEN));

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(POSTGRES::close, "test-postgres-end"));
        }
    }
}
