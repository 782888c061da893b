package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.localtelegram.LocalTelegram;

class LauncherIT {

    private static final String QUIZ = "0190a6b4-7f2e-7c3d-9e21-5b1d2f8a4c10";

    @TempDir(cleanup = CleanupMode.ALWAYS)
    private Path directory;

    @Test // #2
    void aCallThatIsNotUnderstoodIsToldHowToCall() throws Exception {
        assertEnds(Map.of(), 2, "usage: ./sleepquiz demo | up", "dance");
        assertEnds(Map.of(), 1, "No role is named king", "token", "king");
        assertEnds(Map.of(), 1, "Not understood", "up", "--date", "x");
        assertEnds(Map.of(), 1, "No sleepquiz has run on", "token", "bot", "--data", directory.toString());
        assertEnds(Map.of(), 1, "No sleepquiz has run on", "rebuild", "entries", "--data", directory.toString());
    }

    @Test // #4
    void helpListsEverythingThereIsToCallAndToSet() throws Exception {
        Launched launched = Launched.with(Map.of(), "help");
        assertThat(launched.ends()).isZero();
        assertThat(launched.err()).isEmpty();
        assertThat(launched.out())
                .contains(
                        "demo",
                        "up [--data DIR]",
                        "token bot|analyst|operator",
                        "rebuild NAME",
                        "backup FILE",
                        "restore FILE",
                        "verify FILE",
                        "erase-again",
                        "import-legacy --jdbc URL",
                        "--refused FILE")
                .contains(
                        "SLEEPQUIZ_CHAT_PORT",
                        "SLEEPQUIZ_JDBC_URL",
                        "SLEEPQUIZ_ACCESS",
                        "TELEGRAM_MODE",
                        "TELEGRAM_WEBHOOK_SECRET",
                        "JAVA_HOME");
    }

    @Test // #4
    void anImportThatCannotBeDoneIsToldInOneLine() throws Exception {
        Launched misunderstood = Launched.with(Map.of(), "import-legacy", "--dance");
        assertThat(misunderstood.ends()).isEqualTo(2);
        assertThat(misunderstood.err()).contains("There is no option --dance", "usage: ./sleepquiz import-legacy");
        String jdbc = "jdbc:postgresql://127.0.0.1:1/old";
        assertEnds(
                Map.of(),
                1,
                "No sleepquiz has run on",
                "import-legacy",
                "--jdbc",
                jdbc,
                "--data",
                directory.toString());
        Path token = Files.writeString(directory.resolve("token"), "token");
        assertEnds(
                Map.of(),
                1,
                "Cannot open the predecessor's database",
                "import-legacy",
                "--jdbc",
                jdbc,
                "--token-file",
                token.toString());
    }

    @Test // #2
    void aWrongSettingIsToldInOneLine() throws Exception {
        String data = directory.resolve("data").toString();
        assertEnds(
                Map.of("SLEEPQUIZ_QUERY_PORT", "many"),
                1,
                "SLEEPQUIZ_QUERY_PORT is not a port: many",
                "up",
                "--data",
                data);
        assertEnds(Map.of("TELEGRAM_MODE", "pigeon"), 1, "TELEGRAM_MODE is polling or webhook", "up", "--data", data);
        assertEnds(
                Map.of("TELEGRAM_MODE", "webhook", "TELEGRAM_BOT_TOKEN", "1:x"),
                1,
                "needs TELEGRAM_WEBHOOK_URL and TELEGRAM_WEBHOOK_SECRET",
                "up",
                "--data",
                data);
        assertEnds(Map.of("SLEEPQUIZ_ACCESS", "friends"), 1, "SLEEPQUIZ_ACCESS is open", "up", "--data", data);
        assertEnds(Map.of("SLEEPQUIZ_JDBC_URL", "jdbc:postgresql://x/y"), 1, "set both", "up", "--data", data);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            assertEnds(Map.of("SLEEPQUIZ_POSTGRES_PORT", port), 1, port, "up", "--data", data);
            assertEnds(Map.of("SLEEPQUIZ_CHAT_PORT", port), 1, port, "up", "--data", data);
        }
    }

    @Test // #2 regression 38: the token is not told either
    void aTokenThatTelegramDoesNotKnowIsToldInOneLine() throws Exception {
        try (LocalTelegram telegram = LocalTelegram.start(0, "1:right", null)) {
            Map<String, String> environment = Map.of(
                    "TELEGRAM_BOT_TOKEN",
                    "2:wrong-token",
                    "TELEGRAM_API_URL",
                    telegram.url().toString());
            Launched launched = Launched.with(
                    environment, "up", "--data", directory.resolve("data").toString());
            assertThat(launched.ends()).isEqualTo(1);
            assertThat(launched.err())
                    .contains("Telegram does not know the token")
                    .doesNotContain("wrong-token")
                    .hasLineCount(1);
        }
    }

    @Test // #2 regression 3
    void upKeepsEverythingThroughAKillAndAStopAndABackup() throws Exception {
        String file = directory.resolve("backup").toString();
        String data = directory.resolve("data").toString();
        try (Launched first = Launched.with(Map.of(), "up", "--data", data).isReady()) {
            assertEnds(Map.of(), 1, "in use by another running instance", "up", "--data", data);
            String token = token("bot", data);
            assertThat(put(first, token, "BEDTIME", "\"22:15\"").statusCode()).isEqualTo(200);
            assertThat(send(first, token, "PUT", "4002", "{}").statusCode()).isEqualTo(200);
            assertThat(put(first, "forged", "BEDTIME", "\"22:15\"").statusCode())
                    .isEqualTo(401);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(data))))
                    .isEqualTo("rwx------");
            first.isKilled();
        }
        try (Launched second = Launched.with(Map.of(), "up", "--data", data).isReady()) {
            HttpResponse<String> reply = put(second, token("bot", data), "SLEEP_LATENCY", "\"UNDER_15\"");
            assertThat(reply.body()).contains("\"BEDTIME\":\"22:15\"", "\"SLEEP_LATENCY\":\"UNDER_15\"");
            assertThat(readableByAnalyst(second)).isGreaterThanOrEqualTo(0);
            assertThat(launch(Map.of(), "backup", file, "--data", data))
                    .contains("5 events", "Not in it: the master key");
            assertEnds(Map.of(), 1, "is there already", "backup", file, "--data", data);
            assertThat(second.out())
                    .contains("chat ", "command API ", "query API ", "dashboard ", "Kafka ", "JDBC ", "Java ");
            rebuildsItsReadModel(second, data);
            assertThat(send(second, token("operator", data), "DELETE", "4002", null)
                            .statusCode())
                    .isEqualTo(204);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(launch(ofIt(second), "erase-again", "--data", data))
                            .contains("tells of 1 people who were erased; 0 of them"));
            second.isAskedToStop();
            second.ends();
            assertThat(second.out()).contains("Stopping");
            assertThat(ProcessHandle.allProcesses()
                            .map(process -> process.info().commandLine().orElse(""))
                            .filter(line -> line.contains(data)))
                    .as("processes left behind")
                    .isEmpty();
        }
        try (Launched third = Launched.with(Map.of(), "up", "--data", data).isReady()) {
            assertThat(put(third, token("operator", data), "WAKE_TIME", "\"06:45\"")
                            .body())
                    .contains("\"BEDTIME\":\"22:15\"", "\"SLEEP_LATENCY\":\"UNDER_15\"", "\"WAKE_TIME\":\"06:45\"");
        }
        assertThat(launch(Map.of(), "verify", file)).contains("is whole: 5 events");
        assertEnds(Map.of(), 1, "The database is not empty", "restore", file, "--data", data);
        String restored = directory.resolve("restored").toString();
        assertEnds(Map.of(), 1, "no master key is here", "restore", file, "--data", restored);
        Map<String, String> key = Map.of("SLEEPQUIZ_KEYS_MASTER_FILE", data + "/keys/master");
        assertThat(launch(key, "restore", file, "--data", restored))
                .contains("Restored 5 events", "./sleepquiz erase-again");
        copy(Path.of(data, "kafka"), Path.of(restored, "kafka"));
        try (Launched other = Launched.with(Map.of(), "up", "--data", restored).isReady()) {
            whoWasErasedIsErasedAgain(other, restored);
            assertThat(put(other, token("bot", restored), "WAKE_TIME", "\"06:45\"")
                            .body())
                    .contains("\"BEDTIME\":\"22:15\"", "\"SLEEP_LATENCY\":\"UNDER_15\"", "\"WAKE_TIME\":\"06:45\"");
        }
    }

    @Test // #5
    void aBackupThatCannotBeMadeOrUsedIsToldInOneLine() throws Exception {
        String file = directory.resolve("backup").toString();
        String data = directory.resolve("data").toString();
        assertEnds(Map.of(), 2, "usage: ./sleepquiz demo | up", "backup");
        assertEnds(Map.of(), 1, "No sleepquiz is running on " + data, "backup", file, "--data", data);
        assertEnds(
                Map.of("SLEEPQUIZ_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/x"),
                1,
                "The database cannot be read",
                "backup",
                file);
        assertEnds(Map.of(), 1, file + " cannot be read", "restore", file, "--data", data);
        Files.writeString(directory.resolve("backup"), "not a zip");
        assertEnds(Map.of(), 1, "is no whole back-up", "verify", file);
        assertEnds(Map.of(), 1, "No sleepquiz has run on", "erase-again", "--data", data);
    }

    /** Says what was printed, of a call that has to do what it was asked. */
    private static String launch(Map<String, String> environment, String... arguments) throws Exception {
        Launched launched = Launched.with(environment, arguments);
        assertThat(launched.ends()).as(launched.err()).isZero();
        return launched.out();
    }

    /** Person 4002 was erased after the back-up was made. */
    private static void whoWasErasedIsErasedAgain(Launched system, String data) throws Exception {
        String token = token("operator", data);
        assertEnds(
                Map.of(
                        "SLEEPQUIZ_KAFKA_BOOTSTRAP",
                        system.address("Kafka"),
                        "SLEEPQUIZ_COMMAND_URL",
                        "http://127.0.0.1:1"),
                1,
                "No command-side answers at 127.0.0.1:1",
                "erase-again",
                "--data",
                data);
        assertEnds(
                Map.of("SLEEPQUIZ_KAFKA_BOOTSTRAP", "127.0.0.1:1"),
                1,
                "cannot be read from Kafka at 127.0.0.1:1",
                "erase-again",
                "--data",
                data);
        assertThat(launch(ofIt(system), "erase-again", "--data", data))
                .contains("1 of them are here as they were before", "Erased again: 1; gone meanwhile: 0")
                .doesNotContain("4002");
        assertThat(send(system, token, "DELETE", "4002", null).statusCode()).isEqualTo(404);
        // and comes back
        assertThat(send(system, token, "PUT", "4002", "{}").statusCode()).isEqualTo(200);
        assertThat(launch(ofIt(system), "erase-again", "--data", data))
                .contains("0 of them are here", "Erased again: 0");
        assertThat(send(system, token, "DELETE", "4002", null).statusCode()).isEqualTo(204);
    }

    /** Where the parts of a running system are, for a call that needs them. */
    private static Map<String, String> ofIt(Launched system) {
        return Map.of(
                "SLEEPQUIZ_KAFKA_BOOTSTRAP",
                system.address("Kafka"),
                "SLEEPQUIZ_COMMAND_URL",
                system.address("command API").replace("/swagger-ui.html", ""));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each));
                if (!Files.isDirectory(each) || Files.notExists(target)) {
                    Files.copy(each, target);
                }
            }
        }
    }

    private static void rebuildsItsReadModel(Launched system, String data) throws Exception {
        Map<String, String> where =
                Map.of("SLEEPQUIZ_QUERY_URL", system.address("query API").replace("/swagger-ui.html", ""));
        Launched rebuilt = Launched.with(where, "rebuild", "entries", "--data", data);
        assertThat(rebuilt.ends()).as(rebuilt.out() + rebuilt.err()).isZero();
        assertThat(rebuilt.out()).contains("entries, version 2: ", "events projected, and in use.");
        assertEnds(where, 1, "There is no such read model; there are diary", "rebuild", "dreams", "--data", data);
        assertThat(readableByAnalyst(system)).isGreaterThanOrEqualTo(0);
    }

    private static void assertEnds(Map<String, String> environment, int exit, String line, String... arguments)
            throws IOException, InterruptedException {
        Launched launched = Launched.with(environment, arguments);
        int code = launched.ends();
        assertThat(launched.err()).contains(line).hasLineCount(1);
        assertThat(code).isEqualTo(exit);
    }

    private static String token(String role, String data) throws Exception {
        Launched launched = Launched.with(Map.of(), "token", role, "--data", data);
        assertThat(launched.ends()).as(launched.err()).isZero();
        return launched.out().strip();
    }

    private static HttpResponse<String> put(Launched system, String token, String question, String value)
            throws Exception {
        return send(system, token, "PUT", "4001/quizzes/" + QUIZ + "/answers/" + question, "{\"value\":" + value + "}");
    }

    private static HttpResponse<String> send(
            Launched system, String token, String method, String path, @Nullable String json) throws Exception {
        String url = system.address("command API").replace("/swagger-ui.html", "") + "/api/v1/users/" + path;
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString());
    }

    /** With nothing but what the launcher printed. */
    private static long readableByAnalyst(Launched system) throws Exception {
        try (Connection connection = DriverManager.getConnection(system.address("JDBC"));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from read_model.v_nights")) {
            result.next();
            return result.getLong(1);
        }
    }
}
