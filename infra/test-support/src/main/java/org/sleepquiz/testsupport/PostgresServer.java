package org.sleepquiz.testsupport;

/** A server that can be stopped and started again on the same port and data. */
interface PostgresServer extends AutoCloseable {

    static PostgresServer started(Backend backend) {
        PostgresServer server = switch (backend) {
            case EMBEDDED -> new EmbeddedPostgresOfTests();
            case CONTAINERS -> new PostgresInContainer();
        };
        server.start();
        return server;
    }

    TestDatabase database(String name);

    void start();

    void stop();

    /** Stops it if it runs and deletes its data. */
    @Override
    void close();
}
