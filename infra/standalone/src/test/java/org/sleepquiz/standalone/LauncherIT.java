package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
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
        String data = directory.toString();
        assertAllEnd(
                ending(Map.of(), 2, "usage: ./sleepquiz demo | up", "dance"),
                ending(Map.of(), 1, "No role is named king", "token", "king"),
                ending(Map.of(), 1, "Not understood", "up", "--date", "x"),
                ending(Map.of(), 1, "No sleepquiz has run on", "token", "bot", "--data", data),
                ending(Map.of(), 1, "No sleepquiz has run on", "rebuild", "entries", "--data", data));
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
        String jdbc = "jdbc:postgresql://127.0.0.1:1/old";
        Path token = Files.writeString(directory.resolve("token"), "token");
        Launched misunderstood = Launched.with(Map.of(), "import-legacy", "--dance");
        assertAllEnd(
                ending(
                        Map.of(),
                        1,
                        "No sleepquiz has run on",
                        "import-legacy",
                        "--jdbc",
                        jdbc,
                        "--data",
                        directory.toString()),
                ending(
                        Map.of(),
                        1,
                        "Cannot open the predecessor's database",
                        "import-legacy",
                        "--jdbc",
                        jdbc,
                        "--token-file",
                        token.toString()));
        assertThat(misunderstood.ends()).isEqualTo(2);
        assertThat(misunderstood.err()).contains("There is no option --dance", "usage: ./sleepquiz import-legacy");
    }

    @Test // #2
    void aWrongSettingIsToldInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            assertAllEnd(
                    up(Map.of("SLEEPQUIZ_QUERY_PORT", "many"), "SLEEPQUIZ_QUERY_PORT is not a port: many"),
                    up(Map.of("TELEGRAM_MODE", "pigeon"), "TELEGRAM_MODE is polling or webhook"),
                    up(
                            Map.of("TELEGRAM_MODE", "webhook", "TELEGRAM_BOT_TOKEN", "1:x"),
                            "needs TELEGRAM_WEBHOOK_URL and TELEGRAM_WEBHOOK_SECRET"),
                    up(Map.of("SLEEPQUIZ_ACCESS", "friends"), "SLEEPQUIZ_ACCESS is open"),
                    up(Map.of("SLEEPQUIZ_JDBC_URL", "jdbc:postgresql://x/y"), "set both"),
                    up(Map.of("SLEEPQUIZ_POSTGRES_PORT", port), port),
                    up(Map.of("SLEEPQUIZ_CHAT_PORT", port), port));
        }
    }

    /** An {@code up} on data of its own that comes to nothing. */
    private Ending up(Map<String, String> environment, String line) throws IOException {
        String data = Files.createTempDirectory(directory, "data").toString();
        return ending(environment, 1, line, "up", "--data", data);
    }

    @Test // #2 regression 38: the token is not told either
    void aTokenThatTelegramDoesNotKnowIsToldInOneLine() throws Exception {
        try (LocalTelegram telegram = LocalTelegram.start(0, "1:right", null)) {
            Map<String, String> environment = Map.of(
                    "TELEGRAM_BOT_TOKEN",
                    "2:wrong-token",
                    "TELEGRAM_API_URL",
                    telegram.url().toString());
            Ending ending = up(environment, "Telegram does not know the token");
            assertAllEnd(ending);
            assertThat(ending.launched().err()).doesNotContain("wrong-token");
        }
    }

    @Test // #2 regression 3
    void upKeepsEverythingThroughAKillAndAStopAndABackup() throws Exception {
        String file = directory.resolve("backup").toString();
        String data = directory.resolve("data").toString();
        try (Launched first = Launched.with(Map.of(), "up", "--data", data).isReady()) {
            Ending another = ending(Map.of(), 1, "in use by another running instance", "up", "--data", data);
            String token = token("bot", data);
            assertAllEnd(another);
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
            Ending again = ending(Map.of(), 1, "is there already", "backup", file, "--data", data);
            assertThat(second.out())
                    .contains("chat ", "command API ", "query API ", "dashboard ", "Kafka ", "JDBC ", "Java ");
            assertThat(send(second, token("operator", data), "DELETE", "4002", null)
                            .statusCode())
                    .isEqualTo(204);
            rebuildsItsReadModel(second, data);
            assertThat(EventRecords.all(second.address("Kafka"), Duration.ofSeconds(60), LauncherIT::tellOfAnErasure))
                    .anyMatch(record -> record.type().contains("UserErased"));
            assertAllEnd(again);
            second.isAskedToStop();
            second.ends();
            assertThat(second.out()).contains("Stopping");
            assertThat(ProcessHandle.allProcesses()
                            .map(process -> process.info().commandLine().orElse(""))
                            .filter(line -> line.contains(data)))
                    .as("processes left behind")
                    .isEmpty();
        }
        String restored = directory.resolve("restored").toString();
        assertAllEnd(
                ending(Map.of(), 1, "The database is not empty", "restore", file, "--data", data),
                ending(Map.of(), 1, "no master key is here", "restore", file, "--data", restored));
        Map<String, String> key = Map.of("SLEEPQUIZ_KEYS_MASTER_FILE", data + "/keys/master");
        assertThat(launch(key, "restore", file, "--data", restored))
                .contains("Restored 5 events", "./sleepquiz erase-again");
        copy(Path.of(data, "kafka"), Path.of(restored, "kafka"));
        try (Launched third = Launched.with(Map.of(), "up", "--data", data);
                Launched other = Launched.with(Map.of(), "up", "--data", restored)) {
            assertThat(launch(Map.of(), "verify", file)).contains("is whole: 5 events");
            for (HttpResponse<String> reply : List.of(
                    put(third.isReady(), token("operator", data), "WAKE_TIME", "\"06:45\""),
                    put(other.isReady(), token("bot", restored), "WAKE_TIME", "\"06:45\""))) {
                assertThat(reply.body())
                        .contains("\"BEDTIME\":\"22:15\"", "\"SLEEP_LATENCY\":\"UNDER_15\"", "\"WAKE_TIME\":\"06:45\"");
            }
            whoWasErasedAfterTheBackupIsErasedAgain(other, restored);
        }
    }

    private static void whoWasErasedAfterTheBackupIsErasedAgain(Launched system, String data) throws Exception {
        String kafka = system.address("Kafka");
        String token = token("operator", data);
        assertAllEnd(
                ending(
                        Map.of("SLEEPQUIZ_KAFKA_BOOTSTRAP", "127.0.0.1:1"),
                        1,
                        "cannot be read from Kafka at 127.0.0.1:1",
                        "erase-again",
                        "--data",
                        data),
                ending(
                        Map.of("SLEEPQUIZ_KAFKA_BOOTSTRAP", kafka, "SLEEPQUIZ_COMMAND_URL", "http://127.0.0.1:1"),
                        1,
                        "No command-side answers at 127.0.0.1:1",
                        "erase-again",
                        "--data",
                        data));
        Map<String, String> where = Map.of(
                "SLEEPQUIZ_KAFKA_BOOTSTRAP",
                kafka,
                "SLEEPQUIZ_COMMAND_URL",
                system.address("command API").replace("/swagger-ui.html", ""));
        assertThat(launch(where, "erase-again", "--data", data))
                .contains("tells of 1 people who were erased; 1 of them are here", "Erased again: 1; gone meanwhile: 0")
                .doesNotContain("4002");
        assertThat(send(system, token, "DELETE", "4002", null).statusCode()).isEqualTo(404);
    }

    private static boolean tellOfAnErasure(List<EventRecords.Seen> records) {
        return records.stream().anyMatch(record -> record.type().contains("UserErased"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }

    @Test // #5
    void aBackupThatCannotBeMadeOrUsedIsToldInOneLine() throws Exception {
        String file = directory.resolve("backup").toString();
        String data = directory.resolve("data").toString();
        String noZip =
                Files.writeString(directory.resolve("no-zip"), "not a zip").toString();
        assertAllEnd(
                ending(Map.of(), 2, "usage: ./sleepquiz demo | up", "backup"),
                ending(Map.of(), 1, "No sleepquiz is running on " + data, "backup", file, "--data", data),
                ending(
                        Map.of("SLEEPQUIZ_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/x"),
                        1,
                        "The database cannot be read",
                        "backup",
                        file),
                ending(Map.of(), 1, file + " cannot be read", "restore", file, "--data", data + "-new"),
                ending(Map.of(), 1, "is no whole back-up", "verify", noZip));
    }

    /** Says what was printed, of a call that has to do what it was asked. */
    private static String launch(Map<String, String> environment, String... arguments) throws Exception {
        Launched launched = Launched.with(environment, arguments);
        assertThat(launched.ends()).as(launched.err()).isZero();
        return launched.out();
    }

    private static void rebuildsItsReadModel(Launched system, String data) throws Exception {
        Map<String, String> where =
                Map.of("SLEEPQUIZ_QUERY_URL", system.address("query API").replace("/swagger-ui.html", ""));
        Launched rebuilt = Launched.with(where, "rebuild", "entries", "--data", data);
        Ending nothing =
                ending(where, 1, "There is no such read model; there are diary", "rebuild", "dreams", "--data", data);
        assertThat(rebuilt.ends()).as(rebuilt.out() + rebuilt.err()).isZero();
        assertThat(rebuilt.out()).contains("entries, version 2: ", "events projected, and in use.");
        assertAllEnd(nothing);
        assertThat(readableByAnalyst(system)).isGreaterThanOrEqualTo(0);
    }

    /** How a call that cannot be done has to end. It is under way: who wants several to end starts them all first. */
    private record Ending(Launched launched, int exit, String line) {}

    private static Ending ending(Map<String, String> environment, int exit, String line, String... arguments)
            throws IOException {
        return new Ending(Launched.with(environment, arguments), exit, line);
    }

    private static void assertAllEnd(Ending... endings) throws InterruptedException {
        for (Ending ending : endings) {
            int code = ending.launched().ends();
            assertThat(ending.launched().err()).contains(ending.line()).hasLineCount(1);
            assertThat(code).isEqualTo(ending.exit());
        }
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
