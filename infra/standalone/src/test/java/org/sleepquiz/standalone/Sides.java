package org.sleepquiz.standalone;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.CommandSide;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenKeys;
import org.sleepquiz.query.QuerySide;
import org.sleepquiz.testsupport.TestDatabase;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Any number of sides on one database, each a node with its own context and its own connections. */
final class Sides implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final TestDatabase database;
    private final String kafkaBootstrap;
    private final TokenKeys keys;
    private final Deque<ConfigurableApplicationContext> running = new ArrayDeque<>();

    Sides(TestDatabase database, String kafkaBootstrap, Path directory) throws IOException {
        this.database = database;
        this.kafkaBootstrap = kafkaBootstrap;
        this.keys = TokenKeys.keptIn(directory);
    }

    /** Starts a node of the command-side; the URL of its API. */
    String commandSide(String... arguments) {
        return start(CommandSide.application(), arguments);
    }

    /** Starts a node of the query-side; the URL of its API. */
    String querySide(String... arguments) {
        return start(QuerySide.application(), arguments);
    }

    private String start(SpringApplicationBuilder side, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--sleepquiz.jwt.public-key=" + keys.publicKey().toUri(),
                "--sleepquiz.jdbc.url=" + database.jdbcUrl(),
                "--sleepquiz.jdbc.user=" + database.user(),
                "--sleepquiz.jdbc.password=" + database.password(),
                "--sleepquiz.kafka.bootstrap=" + kafkaBootstrap));
        arguments.addAll(List.of(more));
        ConfigurableApplicationContext context =
                side.registerShutdownHook(false).run(arguments.toArray(String[]::new));
        running.push(context);
        return url(context);
    }

    private static String url(ConfigurableApplicationContext context) {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port")
                + "/api/v1/users/";
    }

    ConfigurableApplicationContext node(String url) {
        return running.stream()
                .filter(context -> url(context).equals(url))
                .findFirst()
                .orElseThrow();
    }

    /** Takes a node away from its database as a loss of power would: what is under way is cut, and nothing is cleaned up. */
    void kill(String url) throws SQLException {
        node(url).getBean(DataSource.class).unwrap(HikariDataSource.class).close();
    }

    /** Ends a node in an orderly way, as a deployment does. */
    void stop(String url) {
        ConfigurableApplicationContext node = node(url);
        running.remove(node);
        node.close();
    }

    String token(Role role) {
        return keys.issuer().issue(role, Duration.ofHours(1));
    }

    CompletableFuture<HttpResponse<String>> send(String method, String url, @Nullable String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token(Role.BOT))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token(Role.ANALYST));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
