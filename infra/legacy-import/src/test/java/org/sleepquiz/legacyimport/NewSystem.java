package org.sleepquiz.legacyimport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.sleepquiz.command.CommandSide;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenKeys;
import org.sleepquiz.query.QuerySide;
import org.sleepquiz.testsupport.TestDatabase;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The real sides, to which the predecessor's nights are said. They publish nothing. */
final class NewSystem implements AutoCloseable {

    private final TokenKeys keys;
    private final Deque<ConfigurableApplicationContext> running = new ArrayDeque<>();
    private final String commandUrl;

    private NewSystem(TestDatabase database, Path directory, boolean queries) throws IOException {
        keys = TokenKeys.keptIn(directory);
        if (queries) {
            start(QuerySide.application(), database);
        }
        commandUrl = start(CommandSide.application(), database);
    }

    static NewSystem on(TestDatabase database, Path directory) throws IOException {
        return new NewSystem(database, directory, true);
    }

    static NewSystem commandSideOn(TestDatabase database, Path directory) throws IOException {
        return new NewSystem(database, directory, false);
    }

    private String start(SpringApplicationBuilder side, TestDatabase database) {
        ConfigurableApplicationContext context = side.registerShutdownHook(false)
                .run(
                        "--server.port=0",
                        "--sleepquiz.jwt.public-key=" + keys.publicKey().toUri(),
                        "--sleepquiz.jdbc.url=" + database.jdbcUrl(),
                        "--sleepquiz.jdbc.user=" + database.user(),
                        "--sleepquiz.jdbc.password=" + database.password(),
                        "--sleepquiz.kafka.enabled=false",
                        "--logging.level.org.springframework=warn",
                        "--logging.level.org.apache.kafka=error");
        running.push(context);
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    String commandUrl() {
        return commandUrl;
    }

    String token() {
        return keys.issuer().issue(Role.BOT, Duration.ofHours(1));
    }

    void patch(String path, String json) throws IOException, InterruptedException {
        send("PATCH", path, json);
    }

    void post(String path, String json) throws IOException, InterruptedException {
        send("POST", path, json);
    }

    private void send(String method, String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(commandUrl + "/api/v1/users/" + path))
                                .header("Authorization", "Bearer " + token())
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(json))
                                .build(),
                        BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
