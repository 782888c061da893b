package org.sleepquiz.bot;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenIssuer;
import org.sleepquiz.testsupport.TestDatabase;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** The whole gateway as it runs, between a local Telegram, a stand-in for the other sides and a real PostgreSQL. */
final class RunningGateway implements AutoCloseable {

    static final String TOKEN = "700100:AAE-secret_part-of-the-token";

    private static final TokenIssuer ISSUER = TokenIssuer.withNewKey();

    private final ConfigurableApplicationContext context;

    private RunningGateway(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static RunningGateway start(TestDatabase database, URI telegram, StandInCommandSide sides, String... moreSettings) {
        return start(BotGateway.application(), database, telegram, sides, moreSettings);
    }

    /** One whose round trips to the database are counted. */
    static RunningGateway start(
            CountedSql sql, TestDatabase database, URI telegram, StandInCommandSide sides, String... moreSettings) {
        SpringApplicationBuilder application = BotGateway.application()
                .initializers(context -> context.getBeanFactory().addBeanPostProcessor(sql));
        return start(application, database, telegram, sides, moreSettings);
    }

    private static RunningGateway start(
            SpringApplicationBuilder application,
            TestDatabase database,
            URI telegram,
            StandInCommandSide sides,
            String... moreSettings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--sleepquiz.jdbc.url=" + database.jdbcUrl(),
                "--sleepquiz.jdbc.user=" + database.user(),
                "--sleepquiz.jdbc.password=" + database.password(),
                "--sleepquiz.jwt.public-key=" + publicKey().toUri(),
                "--sleepquiz.bot.port=0",
                "--sleepquiz.kafka.enabled=false",
                "--sleepquiz.bot.access-token=token-of-the-gateway",
                "--sleepquiz.bot.poll=2s",
                "--sleepquiz.bot.first-pause=100ms",
                "--sleepquiz.bot.longest-pause=300ms",
                "--sleepquiz.command.url=" + sides.url(),
                "--sleepquiz.query.url=" + sides.url(),
                "--telegram.bot.token=" + TOKEN,
                "--telegram.api.url=" + telegram));
        arguments.removeIf(setting -> Stream.of(moreSettings)
                .anyMatch(other -> other.startsWith(setting.substring(0, setting.indexOf('=') + 1))));
        arguments.addAll(List.of(moreSettings));
        return new RunningGateway(application.run(arguments.toArray(new String[0])));
    }

    private static Path publicKey() {
        try {
            Path file = Files.createTempFile("sleepquiz", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, ISSUER.publicKeyPem());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** What an HTTP request to the gateway brings; without a role, without a token. */
    HttpResponse<String> request(String method, String path, @Nullable Role role) {
        return request(method, path, role, null, Map.of());
    }

    /** @param json the body; null for none */
    HttpResponse<String> request(
            String method, String path, @Nullable Role role, @Nullable String json, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(
                        method,
                        json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json))
                .timeout(Duration.ofSeconds(10));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        if (role != null) {
            request.header("Authorization", "Bearer " + ISSUER.issue(role, Duration.ofMinutes(5)));
        }
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    int port() {
        return context.getBean(Environment.class).getRequiredProperty("local.server.port", Integer.class);
    }

    /** What a counter has come to; 0 if it has not begun. */
    double count(String meter, String tag, String value) {
        Counter counter = bean(MeterRegistry.class).find(meter).tag(tag, value).counter();
        return counter == null ? 0 : counter.count();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    <T> T bean(Class<T> type, String name) {
        return context.getBean(name, type);
    }

    @Override
    public void close() {
        context.close();
    }
}
