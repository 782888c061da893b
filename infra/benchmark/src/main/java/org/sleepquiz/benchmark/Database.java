package org.sleepquiz.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.sleepquiz.embedded.EmbeddedPostgresServer;

/** The PostgreSQL of a run: new, with default settings, and durable, which is looked at and not taken for granted. */
final class Database implements AutoCloseable {

    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");
    private static final List<String> WORTH_TELLING = List.of(
            "server_version",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_sync_method",
            "wal_level",
            "shared_buffers",
            "max_wal_size",
            "commit_delay");

    private final Path directory;
    private final EmbeddedPostgresServer server;
    private final long postmaster;
    private final Map<String, String> settings = new LinkedHashMap<>();

    private Database(Path directory, EmbeddedPostgresServer server) throws IOException {
        this.directory = directory;
        this.server = server;
        this.postmaster = Long.parseLong(Files.readAllLines(directory.resolve("postgres/cluster/postmaster.pid"))
                .get(0)
                .strip());
        for (String name : WORTH_TELLING) {
            settings.put(name, text("postgres", "show " + name));
        }
    }

    /** @throws IllegalStateException if what it is told is stored could be lost */
    static Database start() {
        try {
            Path target = Path.of(System.getProperty("sleepquiz.benchmark.directory", "target"));
            Path directory = Files.createTempDirectory(Files.createDirectories(target.toAbsolutePath()), "data-");
            EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory.resolve("postgres"), 0, true);
            Database database = new Database(directory, server);
            try {
                database.requireDurable();
            } catch (RuntimeException notDurable) {
                database.close();
                throw notDurable;
            }
            return database;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void requireDurable() throws IOException {
        for (String name : DURABLE) {
            if (!"on".equals(settings.get(name))) {
                throw new IllegalStateException(name + " is " + settings.get(name));
            }
        }
        String fileSystem = Files.getFileStore(directory).type();
        settings.put("file_system", fileSystem);
        if (fileSystem.equals("tmpfs")) {
            throw new IllegalStateException(directory + " is in memory");
        }
    }

    Map<String, String> settings() {
        return settings;
    }

    String version() {
        return settings.getOrDefault("server_version", "unknown");
    }

    Path directory() {
        return directory;
    }

    long postmaster() {
        return postmaster;
    }

    int port() {
        return server.port();
    }

    String jdbcUrl(String name) {
        return server.jdbcUrl(name);
    }

    String user() {
        return server.user();
    }

    String password() {
        return server.password();
    }

    void create(String name) {
        server.ensureDatabase(name);
    }

    DataSource dataSource(String name) {
        return server.dataSource(name);
    }

    Connection connect(String name) {
        try {
            return dataSource(name).getConnection();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    void execute(String name, String sql) {
        try (Connection connection = connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    String text(String name, String query) {
        try (Connection connection = connect(name);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    long number(String name, String query) {
        return Math.round(Double.parseDouble(text(name, query)));
    }

    /** Stops the server and deletes its data. */
    @Override
    public void close() {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
