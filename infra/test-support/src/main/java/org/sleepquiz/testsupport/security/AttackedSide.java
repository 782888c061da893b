package org.sleepquiz.testsupport.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenIssuer;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.security.Nonsense.Request;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A side as it runs, and whatever can be sent to it, with or without a token that it believes. */
public final class AttackedSide implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConfigurableApplicationContext context;
    private final TokenIssuer issuer;
    private final Map<Role, String> tokens = new ConcurrentHashMap<>();

    private AttackedSide(ConfigurableApplicationContext context, TokenIssuer issuer) {
        this.context = context;
        this.issuer = issuer;
    }

    public static AttackedSide start(SpringApplicationBuilder side, TestDatabase database, String... more) {
        TokenIssuer issuer = TokenIssuer.withNewKey();
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--sleepquiz.jwt.public-key=" + publicKeyOf(issuer).toUri(),
                "--sleepquiz.jdbc.url=" + database.jdbcUrl(),
                "--sleepquiz.jdbc.user=" + database.user(),
                "--sleepquiz.jdbc.password=" + database.password()));
        for (String own : more) {
            arguments.removeIf(usual -> usual.startsWith(own.substring(0, own.indexOf('=') + 1)));
            arguments.add(own);
        }
        return new AttackedSide(side.registerShutdownHook(false).run(arguments.toArray(String[]::new)), issuer);
    }

    private static Path publicKeyOf(TokenIssuer issuer) {
        try {
            Path key = Files.createTempFile("token-key", ".pem");
            key.toFile().deleteOnExit();
            return Files.writeString(key, issuer.publicKeyPem());
        } catch (IOException noPlace) {
            throw new UncheckedIOException(noPlace);
        }
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public TokenIssuer issuer() {
        return issuer;
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** A good token of that role, the same one each time. */
    public String token(Role role) {
        return tokens.computeIfAbsent(role, each -> issuer.issue(each, Duration.ofHours(1)));
    }

    /**
     * Sends a request.
     *
     * @param path from the root, with its query
     * @param json the body; null for none
     * @param authorization what stands in headers of that name, one header each
     */
    public HttpResponse<String> send(String method, String path, @Nullable String json, List<String> authorization) {
        HttpRequest.Builder request =
                request(path).method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        authorization.forEach(value -> request.header("Authorization", value));
        return send(request.build());
    }

    /** Gets something as an operator, with one more header. */
    public HttpResponse<String> sendWith(String header, String value, String path) {
        return send(request(path)
                .header("Authorization", "Bearer " + token(Role.OPERATOR))
                .header(header, value)
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Sends a request as somebody of that role. */
    public HttpResponse<String> sendAs(Role role, String method, String path, @Nullable String json) {
        return send(method, path, json, List.of("Bearer " + token(role)));
    }

    /** Sends it as an operator, to whom everything is open. */
    public HttpResponse<String> send(Request request) {
        Endpoint endpoint = request.endpoint();
        return sendAs(Role.OPERATOR, endpoint.method(), request.path(), endpoint.takesABody() ? request.body() : null);
    }

    @Override
    public void close() {
        context.close();
    }
}
