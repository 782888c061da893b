package org.sleepquiz.command;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenIssuer;
import org.sleepquiz.messages.Json;
import org.sleepquiz.testsupport.TestDatabase;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A command-side in a test: its own context and its own pool, reached over HTTP as from outside. */
public final class Node implements AutoCloseable {

    /** Where nobody listens. */
    public static final String NO_KAFKA = "127.0.0.1:1";

    static final TokenIssuer ISSUER = TokenIssuer.withNewKey();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public final ConfigurableApplicationContext context;
    private final String token = ISSUER.issue(Role.BOT, Duration.ofHours(1));
    private final String users;

    private Node(ConfigurableApplicationContext context) {
        this.context = context;
        this.users = url(context) + "/api/v1/users/";
    }

    static Node start(TestDatabase database, String kafka, String... more) {
        return start(CommandSide.application(), database, kafka, more);
    }

    public static Node start(
            SpringApplicationBuilder application, TestDatabase database, String kafka, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--sleepquiz.jwt.public-key=" + publicKey().toUri(),
                "--sleepquiz.jdbc.url=" + database.jdbcUrl(),
                "--sleepquiz.jdbc.user=" + database.user(),
                "--sleepquiz.jdbc.password=" + database.password(),
                "--sleepquiz.kafka.bootstrap=" + kafka,
                "--logging.level.org.springframework=warn",
                "--logging.level.org.apache.kafka=error"));
        arguments.addAll(List.of(more));
        if (arguments.stream().noneMatch(argument -> argument.startsWith("--sleepquiz.prompts."))) {
            // a test that is not about prompts must not meet one by the time of day at which it runs
            arguments.add("--sleepquiz.prompts.enabled=false");
        }
        return new Node(application.registerShutdownHook(false).run(arguments.toArray(String[]::new)));
    }

    private static Path publicKey() {
        try {
            Path key = Files.createTempFile("token-key", ".pem");
            key.toFile().deleteOnExit();
            return Files.writeString(key, ISSUER.publicKeyPem());
        } catch (IOException failed) {
            throw new IllegalStateException("no place for the public key", failed);
        }
    }

    /** A bot's token that was good until an hour ago, signed with the right key. */
    static String expiredToken() {
        try {
            byte[] der = Base64.getMimeDecoder().decode(ISSUER.privateKeyPem().replaceAll("-----[A-Z ]+-----", ""));
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
            Instant now = Instant.now();
            SignedJWT token = new SignedJWT(
                    new JWSHeader(JWSAlgorithm.RS256),
                    new JWTClaimsSet.Builder()
                            .audience(TokenIssuer.AUDIENCE)
                            .issueTime(Date.from(now.minus(Duration.ofHours(2))))
                            .expirationTime(Date.from(now.minus(Duration.ofHours(1))))
                            .claim("roles", List.of(Role.BOT.name()))
                            .build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (GeneralSecurityException | JOSEException impossible) {
            throw new IllegalStateException("the key that signs tokens signs this one too", impossible);
        }
    }

    private static String url(ConfigurableApplicationContext context) {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** What came back. */
    public record Reply(int status, String body, HttpResponse<String> response) {

        public JsonNode json() {
            return Json.MAPPER.readTree(body);
        }

        public String code() {
            return json().path("code").stringValue("");
        }

        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    public Reply put(String path, String json) {
        return send("PUT", path, json).join();
    }

    public Reply post(String path, String json) {
        return send("POST", path, json).join();
    }

    public Reply patch(String path, String json) {
        return send("PATCH", path, json).join();
    }

    public Reply delete(String path) {
        return send("DELETE", path, null).join();
    }

    /** @param path what comes after {@code /api/v1/users/} */
    CompletableFuture<Reply> send(String method, String path, @Nullable String json) {
        return send(method, users + path, json, token);
    }

    CompletableFuture<Reply> send(String method, String path, @Nullable String json, @Nullable String bearer) {
        return send(method, path, json, bearer, "*/*");
    }

    CompletableFuture<Reply> sendAccepting(String accept, String method, String path, @Nullable String json) {
        return send(method, path, json, token, accept);
    }

    private CompletableFuture<Reply> send(
            String method, String path, @Nullable String json, @Nullable String bearer, String accept) {
        String url = path.startsWith("http") ? path : users + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", accept)
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(response -> new Reply(response.statusCode(), response.body(), response));
    }

    /** @param path from the root, as in {@code /api/v1/commands:batch} */
    public Reply call(String method, String path, String json) {
        return send(method, url(context) + path, json, token).join();
    }

    /** @param path from the root */
    Reply callAs(Role role, String method, String path, @Nullable String json) {
        return send(method, url(context) + path, json, ISSUER.issue(role, Duration.ofHours(1)))
                .join();
    }

    /** @param path from the root, as in {@code /actuator/health} */
    public Reply get(String path) {
        return send("GET", url(context) + path, null, ISSUER.issue(Role.OPERATOR, Duration.ofHours(1)))
                .join();
    }

    @Override
    public void close() {
        context.close();
    }
}
