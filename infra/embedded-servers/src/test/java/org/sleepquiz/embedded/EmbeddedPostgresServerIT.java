package org.sleepquiz.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerIT {

    @TempDir
    private Path home;

    @Test // #2
    void durableMeansThatEveryCommitReachesTheDisk() throws SQLException {
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(home, 0, true)) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(ask(server, "show " + setting)).as(setting).isEqualTo("on");
            }
        }
    }

    @Test // #2
    void aRestartOnTheSameDirectoryAndPortFindsEverything() throws SQLException {
        int port;
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(home, 0, true)) {
            port = server.port();
            server.ensureDatabase("diary");
            server.ensureDatabase("diary");
            write(server, "diary", "create table night (note text); insert into night values ('slept well')");
        }
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(home, port, true)) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(ask(server, "diary", "select note from night")).isEqualTo("slept well");
        }
    }

    @Test // #2
    void aRestartAfterTheProgramWasKilledFindsEverything() throws Exception {
        Process program = program(home);
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(output.readLine());
            program.destroyForcibly().waitFor();
            assertThat(Postmaster.running(home.resolve("cluster")))
                    .as("the orphan")
                    .isPresent();

            try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(home, port, true)) {
                assertThat(ask(server, "diary", "select note from night")).isEqualTo("slept well");
            }
        } finally {
            program.destroyForcibly();
        }
    }

    @Test // #2
    void aStaleProcessFileThatNamesAnotherProgramDoesNotStopTheStart() throws Exception {
        EmbeddedPostgresServer.start(home, 0, true).close();
        Process another = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(
                    home.resolve("cluster/postmaster.pid"), another.pid() + "\n" + home.resolve("cluster") + "\n");

            try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(home, 0, true)) {
                assertThat(ask(server, "select 'up'")).isEqualTo("up");
            }
            assertThat(another.isAlive()).isTrue();
        } finally {
            another.destroy();
        }
    }

    @Test // #2
    void aSecondStartOnTheSameDirectorySaysSoAndLeavesTheFirstAlone() throws SQLException {
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(home, 0, false)) {
            assertThatThrownBy(() -> EmbeddedPostgresServer.start(home, 0, false))
                    .isInstanceOf(ServerNotStarted.class)
                    .hasMessageContaining(home.toString())
                    .hasMessageContaining("in use by another running instance");
            assertThat(ask(server, "select 'up'")).isEqualTo("up");
        }
    }

    @Test // #2
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Loopback.ADDRESS))) {
            assertThatThrownBy(() -> EmbeddedPostgresServer.start(home, taken.getLocalPort(), false))
                    .isInstanceOf(ServerNotStarted.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
        EmbeddedPostgresServer.start(home, 0, false).close();
    }

    @Test // #2
    void nobodyGetsInWithoutThePasswordOrFromOutside() throws Exception {
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(home, 0, false)) {
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), "guess")
                            .close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(ask(server, "show listen_addresses")).isEqualTo(Loopback.ADDRESS);
            assertThat(ask(server, "show unix_socket_directories")).isEmpty();
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                for (InetAddress address : network.inetAddresses()
                        .filter(candidate -> !candidate.isLoopbackAddress())
                        .toList()) {
                    assertThatThrownBy(() -> new Socket(address, server.port()).close())
                            .as(address.toString())
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test // #2
    void onlyTheOwnerCanReachDataPasswordAndPrograms() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        EmbeddedPostgresServer.start(home, 0, false).close();

        Path cache = Path.of(System.getProperty("user.home"), ".cache", "sleepquiz");
        assertThat(permissions(home)).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("password"))).isEqualTo("rw-------");
        assertThat(permissions(cache)).isEqualTo("rwx------");
        assertThat(cache.resolve("postgres")).isDirectoryContaining("glob:**/PG-*");
    }

    @Test // #2
    void aTemporaryServerLeavesNothingBehind() {
        EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary(false);
        Path directory = server.directory();
        assertThat(directory).exists();
        server.close();
        server.close();
        assertThat(directory).doesNotExist();
    }

    private static Process program(Path home) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProgramThatIsKilled.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Starts the server, writes, prints the port and waits for its end. */
    static final class ProgramThatIsKilled {

        private ProgramThatIsKilled() {}

        public static void main(String[] arguments) throws Exception {
            // never closed: the program is killed
            EmbeddedPostgresServer server = EmbeddedPostgresServer.start(Path.of(arguments[0]), 0, true);
            server.ensureDatabase("diary");
            write(server, "diary", "create table night (note text); insert into night values ('slept well')");
            System.out.println(server.port());
            Thread.currentThread().join();
        }
    }

    private static String ask(EmbeddedPostgresServer server, String sql) throws SQLException {
        return ask(server, "postgres", sql);
    }

    private static String ask(EmbeddedPostgresServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void write(EmbeddedPostgresServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
