package org.sleepquiz.testsupport;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.embedded.EmbeddedPostgresServer;

/** Not durable: the tests kill programs, not machines. */
final class EmbeddedPostgresOfTests implements PostgresServer {

    private final TemporaryDirectory directory = TemporaryDirectory.create();
    private @Nullable EmbeddedPostgresServer server;
    private int port; // 0, that is any, until the first start

    @Override
    public synchronized TestDatabase database(String name) {
        EmbeddedPostgresServer running = Objects.requireNonNull(server, "the server is stopped");
        return new TestDatabase(running.jdbcUrl(name), running.user(), running.password());
    }

    @Override
    public synchronized void start() {
        if (server == null) {
            server = EmbeddedPostgresServer.start(directory.path(), port, false);
            port = server.port();
        }
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public synchronized void close() {
        stop();
        directory.delete();
    }
}
