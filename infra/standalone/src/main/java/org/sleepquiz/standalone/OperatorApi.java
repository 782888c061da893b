package org.sleepquiz.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The API of a running side, as somebody at a terminal asks it with an operator's token. */
final class OperatorApi {

    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration REPLYING = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .build();
    private final String side;
    private final URI api;
    private final String token;

    private OperatorApi(String side, String setting, String url, String token) {
        this.side = side;
        this.api = api(setting, url);
        this.token = token;
    }

    static OperatorApi ofCommandSide(Map<String, String> environment, String token) {
        return of("command-side", "SLEEPQUIZ_COMMAND", "8081", environment, token);
    }

    static OperatorApi ofQuerySide(Map<String, String> environment, String token) {
        return of("query-side", "SLEEPQUIZ_QUERY", "8082", environment, token);
    }

    private static OperatorApi of(
            String side, String settings, String port, Map<String, String> environment, String token) {
        String url = environment.getOrDefault(
                settings + "_URL", "http://127.0.0.1:" + environment.getOrDefault(settings + "_PORT", port));
        return new OperatorApi(side, settings + "_URL", url, token);
    }

    private static URI api(String setting, String url) {
        try {
            URI api = URI.create(url.replaceAll("/+$", "") + "/api/v1/");
            if (api.getHost() != null) {
                return api;
            }
        } catch (IllegalArgumentException notAUrl) {
            throw new StartFailure(setting + " is not a URL: " + url, notAUrl);
        }
        throw new StartFailure(setting + " is not a URL: " + url);
    }

    /** @param body JSON, or nothing */
    record Reply(int status, JsonNode body) {

        /** It may succeed later. */
        boolean isForNow() {
            return status == 429 || status == 503;
        }
    }

    /** Where a path is to be found, to tell somebody. */
    URI at(String path) {
        return api.resolve(path);
    }

    /**
     * @param path after {@code /api/v1/}
     * @throws StartFailure if nobody answers there, or somebody else does
     */
    Reply ask(String method, String path, @Nullable Object json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path))
                .timeout(REPLYING)
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        json == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(Json.MAPPER.writeValueAsString(json)));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> reply = client.send(request.build(), BodyHandlers.ofString());
            return new Reply(reply.statusCode(), Json.MAPPER.readTree(reply.body()));
        } catch (JacksonException notJson) {
            throw new StartFailure("What answers at " + api.getAuthority() + " is no " + side, notJson);
        } catch (IOException away) {
            throw new StartFailure("No " + side + " answers at " + api.getAuthority(), away);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Stopped while waiting for the " + side, interrupted);
        }
    }

    /** What was asked for is not done. */
    StartFailure refused(Reply reply) {
        return new StartFailure("The %s refused: %d %s %s"
                .formatted(
                        side,
                        reply.status(),
                        reply.body().path("code").asString(""),
                        reply.body().path("detail").asString("")));
    }

    /**
     * Waits before asking again.
     *
     * @throws StartFailure if somebody does not want to wait any longer; what was begun there may go on
     */
    static void rest(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Stopped before all was done", interrupted);
        }
    }
}
