package org.sleepquiz.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL server started from this JVM, reachable on the loopback address with the password it made for itself.
 *
 * <p>The directory holds {@code cluster} (PostgreSQL's own), {@code password} and {@code postgres.log}, and only its owner
 * can enter it. The binaries are unpacked once into {@code ~/.cache/sleepquiz/postgres}, in a directory only its owner can
 * enter, never into the shared {@code /tmp}, where another user could put programs in their place.
 *
 * <p>Nothing stops the server but {@link #close()}: a shutdown hook of its own would pull it away from under the
 * applications that are still closing. A JVM that was killed leaves the server behind; the next start on the directory stops
 * that server and starts afresh.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

    private static final String SERVER = "PostgreSQL";
    private static final String SUPERUSER = "postgres";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final OwnedDirectory directory;
    private final EmbeddedPostgres postgres;
    private final String password;

    private EmbeddedPostgresServer(OwnedDirectory directory, EmbeddedPostgres postgres, String password) {
        this.directory = directory;
        this.postgres = postgres;
        this.password = password;
    }

    /**
     * Starts on the data in a directory, or on none if the directory is new, and keeps them.
     *
     * @param port on the loopback address; 0 for a free one
     * @param durable whether a committed transaction survives a power failure; without, commits are several times faster
     * @throws ServerNotStarted if the directory or the port is in use, or PostgreSQL refuses to start
     */
    public static EmbeddedPostgresServer start(Path dataDir, int port, boolean durable) {
        return start(OwnedDirectory.hold(dataDir, SERVER), port, durable);
    }

    /** Starts on no data and a free port, and deletes all data at the end: for tests and demonstrations. */
    public static EmbeddedPostgresServer temporary(boolean durable) {
        return start(OwnedDirectory.temporary(SERVER), 0, durable);
    }

    private static EmbeddedPostgresServer start(OwnedDirectory directory, int wantedPort, boolean durable) {
        QuietLogs.apply();
        try {
            Path cluster = directory.path().resolve("cluster");
            Postmaster.stopOrphan(cluster);
            int port = Loopback.portFor(wantedPort);
            Loopback.requireFree(port, SERVER);
            String password = password(directory.path().resolve("password"));
            return new EmbeddedPostgresServer(
                    directory, launch(directory.path(), cluster, port, password, durable), password);
        } catch (IOException failed) {
            directory.close();
            throw new ServerNotStarted(SERVER + " cannot start in " + directory.path(), failed);
        } catch (RuntimeException failed) {
            directory.close();
            throw failed;
        }
    }

    private static EmbeddedPostgres launch(Path home, Path cluster, int port, String password, boolean durable)
            throws IOException {
        Path log = home.resolve("postgres.log");
        String switched = durable ? "on" : "off";
        try {
            return builder()
                    .setDataDirectory(cluster)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port)
                    .setPGStartupWait(START_LIMIT)
                    .setConnectConfig("password", password)
                    // options of initdb, whatever the method is called; the last --auth wins over the built-in "trust"
                    .setLocaleConfig("auth", "scram-sha-256")
                    .setLocaleConfig("pwfile", home.resolve("password").toString())
                    .setLocaleConfig("locale", "C")
                    .setLocaleConfig("locale-provider", "builtin")
                    .setLocaleConfig("builtin-locale", "C.UTF-8")
                    .setServerConfig("listen_addresses", Loopback.ADDRESS)
                    // its default, /tmp, is a shared place
                    .setServerConfig("unix_socket_directories", "''")
                    .setServerConfig("fsync", switched)
                    .setServerConfig("synchronous_commit", switched)
                    .setServerConfig("full_page_writes", switched)
                    // without the details of a failed statement, which may be personal data
                    .setServerConfig("log_error_verbosity", "terse")
                    .setServerConfig("log_min_error_statement", "panic")
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IllegalStateException failed) {
            throw new ServerNotStarted(SERVER + " cannot start, the reason is in " + log, failed);
        } catch (IOException failed) {
            Postmaster.stopOrphan(cluster);
            throw new ServerNotStarted(
                    SERVER + " did not start within " + START_LIMIT.toSeconds() + " s, see " + log, failed);
        }
    }

    private static EmbeddedPostgres.Builder builder() throws IOException {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "sleepquiz");
        // the library makes its working directory writable for everybody, so the one above it is closed to them
        OwnedDirectory.create(cache);
        Path binaries = cache.resolve("postgres");
        // it also tidies up in a shared directory unless it is told of another
        System.setProperty("ot.epg.working-dir", binaries.toString());
        return EmbeddedPostgres.builder().setOverrideWorkingDirectory(binaries.toFile());
    }

    /** Made at the first start; a directory without it was never started. */
    private static String password(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, password + "\n");
        return password;
    }

    public int port() {
        return postgres.getPort();
    }

    /** Without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + Loopback.ADDRESS + ":" + port() + "/" + database;
    }

    /** The superuser of this server. */
    public String user() {
        return SUPERUSER;
    }

    public String password() {
        return password;
    }

    /** Connections of the superuser, unpooled. */
    public DataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl(database));
        dataSource.setUser(SUPERUSER);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** Creates a database unless there is one of that name. */
    public void ensureDatabase(String name) {
        try (Connection connection = dataSource("postgres").getConnection();
                PreparedStatement find = connection.prepareStatement("select from pg_database where datname = ?");
                Statement create = connection.createStatement()) {
            find.setString(1, name);
            if (!find.executeQuery().next()) {
                create.execute("create database " + create.enquoteIdentifier(name, true));
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot create the database " + name, failed);
        }
    }

    /** Where the data are. */
    Path directory() {
        return directory.path();
    }

    /** Stops the server and waits until it is gone; a second call does nothing. Connections still open are cut. */
    @Override
    public void close() {
        List<ProcessHandle> postmaster =
                Postmaster.running(directory.path().resolve("cluster")).stream().toList();
        try {
            postgres.close();
            postmaster.forEach(Postmaster::awaitEnd);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            directory.close();
        }
    }
}
