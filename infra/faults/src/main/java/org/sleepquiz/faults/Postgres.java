package org.sleepquiz.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.sleepquiz.embedded.EmbeddedPostgresServer;

/** PostgreSQL with everything that makes it durable, to be killed and started again on the same port and data. */
final class Postgres implements AutoCloseable {

    static final String DATABASE = "sleepquiz";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SMALL_DISK_MEGABYTES = 512;

    private final Path directory;
    private final boolean onSmallDisk;
    private EmbeddedPostgresServer server;
    private boolean closed;

    private Postgres(Path directory, boolean onSmallDisk) {
        this.directory = directory;
        this.onSmallDisk = onSmallDisk;
        this.server = EmbeddedPostgresServer.start(directory, 0, true);
        server.ensureDatabase(DATABASE);
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            // so that the log of changes alone does not fill a small disk
            statement.execute("alter system set max_wal_size = '96MB'");
            statement.execute("select pg_reload_conf()");
        } catch (SQLException failed) {
            throw new IllegalStateException("PostgreSQL cannot be set up", failed);
        }
    }

    /** @param onSmallDisk whether its data lie on a file system of their own, of 512 MB, if this user may mount one */
    static Postgres start(Path directory, boolean onSmallDisk) {
        try {
            Files.createDirectories(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        boolean mounted = onSmallDisk
                && Commands.succeeds(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + SMALL_DISK_MEGABYTES + "m",
                        "tmpfs",
                        directory.toString());
        return new Postgres(directory, mounted);
    }

    boolean isOnSmallDisk() {
        return onSmallDisk;
    }

    int port() {
        return server.port();
    }

    String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    String user() {
        return server.user();
    }

    String password() {
        return server.password();
    }

    /** SIGKILL for the postmaster and then for all others, so that nobody is left to tidy up. */
    void kill() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> others = postmaster.descendants().toList();
        Stream.concat(Stream.of(postmaster), others.stream()).forEach(ProcessHandle::destroyForcibly);
        Pause.until(
                PATIENCE,
                () -> Stream.concat(Stream.of(postmaster), others.stream()).noneMatch(Postgres::runs));
    }

    private ProcessHandle postmaster() {
        try {
            String pid = Files.readAllLines(directory.resolve("cluster/postmaster.pid"))
                    .get(0)
                    .strip();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One that has ended but that nobody has asked about runs nothing. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** After a kill. */
    void startAgain() {
        int port = server.port();
        server.close();
        server = EmbeddedPostgresServer.start(directory, port, true);
    }

    /** PostgreSQL ends itself if it cannot write to its log; it is up to the operator to start it again. */
    void startIfItHasEnded() {
        if (!Pause.until(Duration.ofSeconds(10), this::answers)) {
            if (Files.exists(directory.resolve("cluster/postmaster.pid"))) {
                kill();
            }
            startAgain();
        }
    }

    private boolean answers() {
        try (Connection connection = server.dataSource(DATABASE).getConnection()) {
            return connection.isValid(5);
        } catch (SQLException away) {
            return false;
        }
    }

    /** Writes a file until there is no room left. */
    void fillDisk() {
        byte[] much = new byte[1 << 16];
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (true) {
                filler.write(much);
            }
        } catch (IOException full) {
            if (directory.toFile().getUsableSpace() > much.length) {
                throw new UncheckedIOException(full);
            }
        }
    }

    void freeDisk() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.close();
        if (onSmallDisk) {
            Commands.run("umount", directory.toString());
        }
    }
}
