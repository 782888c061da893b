package org.sleepquiz.bot.sides;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One side's HTTP API. Its URLs hold people's ids, so of a failure only the class is told. */
final class Side {

    private static final Logger LOG = LoggerFactory.getLogger(Side.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final URI base;
    private final BearerToken token;
    private final Duration timeout;
    private final HttpClient http;

    Side(URI base, BearerToken token, Duration timeout) {
        this.base = URI.create(base.toString().replaceAll("/+$", ""));
        this.token = token;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    /** The reply, whatever its status; empty if there was none. */
    Optional<HttpResponse<String>> call(
            String method, String path, @Nullable Object body, Map<String, String> headers) {
        return call(method, path, body, headers, timeout, HttpResponse.BodyHandlers.ofString());
    }

    /**
     * The reply, whatever its status; empty if there was none.
     *
     * @param patience how long it may take
     */
    <T> Optional<HttpResponse<T>> call(
            String method,
            String path,
            @Nullable Object body,
            Map<String, String> headers,
            Duration patience,
            HttpResponse.BodyHandler<T> reading) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + path)).timeout(patience);
            headers.forEach(request::header);
            token.value().ifPresent(value -> request.header("Authorization", "Bearer " + value));
            if (body == null) {
                request.method(method, HttpRequest.BodyPublishers.noBody());
            } else {
                request.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)));
            }
            return Optional.of(http.send(request.build(), reading));
        } catch (IOException | UncheckedIOException away) {
            LOG.warn(
                    "event=side-unreachable host={}:{} cause={}",
                    base.getHost(),
                    base.getPort(),
                    away.getClass().getSimpleName());
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
