package org.sleepquiz.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A side's HTTP API as a client uses it that does not give up at once. */
final class Api {

    /** Shorter than many a fault, so that a client asks again while the first attempt is still under way somewhere. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** What a client waits that was not served or not heard. */
    static final Duration BEFORE_ASKING_AGAIN = Duration.ofMillis(300);

    private final URI base;
    private final String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    Api(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** One attempt; empty if nobody has replied. */
    Optional<HttpResponse<String>> send(String method, String path, @Nullable String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            return Optional.of(client.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException away) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** Asks again and again, until there is a reply that accepts it or refuses it for good; null if all is over before. */
    @Nullable HttpResponse<String> insist(String method, String path, @Nullable String json, Gate gate) {
        while (!gate.isOver()) {
            @Nullable HttpResponse<String> reply = send(method, path, json).orElse(null);
            if (reply != null && (isAccepted(reply) || isFinal(reply))) {
                return reply;
            }
            Pause.of(BEFORE_ASKING_AGAIN);
        }
        return null;
    }

    boolean succeeds(String path) {
        return send("GET", path, null).filter(Api::isAccepted).isPresent();
    }

    static boolean isAccepted(HttpResponse<?> reply) {
        return reply.statusCode() / 100 == 2;
    }

    /** Whether asking again would be refused again. */
    static boolean isFinal(HttpResponse<?> reply) {
        return reply.statusCode() / 100 == 4 && reply.statusCode() != 429;
    }
}
