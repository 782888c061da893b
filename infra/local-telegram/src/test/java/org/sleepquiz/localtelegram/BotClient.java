package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** A bot's end of the line. Holds every result against the API's description on the way. */
record BotClient(URI url, String token) {

    static final String TOKEN = "4711:test-token";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** What came back. */
    record Reply(int status, JsonNode body, HttpResponse<String> http) {

        JsonNode result() {
            assertThat(body.path("ok").asBoolean()).as(body.toString()).isTrue();
            return body.path("result");
        }

        Reply refused(int status, String description) {
            assertThat(body.path("ok").asBoolean()).isFalse();
            assertThat(body.path("description").asString()).isEqualTo(description);
            assertThat(body.path("error_code").asInt()).isEqualTo(status);
            assertThat(this.status).isEqualTo(status);
            return this;
        }
    }

    static BotClient of(LocalTelegram telegram) {
        return new BotClient(telegram.url(), TOKEN);
    }

    Reply call(String method, String json) {
        return send(method, request(method, "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    CompletableFuture<Reply> callAsync(String method, String json) {
        return HTTP.sendAsync(
                        request(method, "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> checked(method, response));
    }

    Reply form(String method, String form) {
        return send(
                method,
                request(method, "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    Reply query(String method, String query) {
        return send(method, HttpRequest.newBuilder(URI.create(address(method) + "?" + query)));
    }

    Reply multipart(String method, byte[] body) {
        return send(
                method,
                request(method, "multipart/form-data; boundary=frontier")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String method, String contentType) {
        return HttpRequest.newBuilder(URI.create(address(method))).header("Content-Type", contentType);
    }

    private String address(String method) {
        return url + "/bot" + token + "/" + method;
    }

    private static Reply send(String method, HttpRequest.Builder request) {
        try {
            return checked(method, HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Reply checked(String method, HttpResponse<String> response) {
        JsonNode body = Json.MAPPER.readTree(response.body());
        if (body.path("ok").asBoolean()) {
            assertThat(ApiDescription.BOT_API.problemsOfResult(method, body.path("result")))
                    .isEmpty();
        } else if (body.has("parameters")) {
            assertThat(ApiDescription.BOT_API.problemsOf("ResponseParameters", body.path("parameters")))
                    .isEmpty();
        }
        return new Reply(response.statusCode(), body, response);
    }
}
