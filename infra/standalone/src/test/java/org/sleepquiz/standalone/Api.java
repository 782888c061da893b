package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.Role;

/** The APIs of a running system, as a client with a token uses them. */
final class Api {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final StandaloneSystem system;

    Api(StandaloneSystem system) {
        this.system = system;
    }

    /** Sends a command that has to be accepted. */
    void command(String method, String path, @Nullable String json) {
        command(Role.BOT, method, path, json);
    }

    /** Sends a command that has to be accepted from that role. */
    void command(Role role, String method, String path, @Nullable String json) {
        HttpResponse<String> response = send(role, "command API", method, path, json);
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
    }

    HttpResponse<String> query(String path) {
        return send(Role.BOT, "query API", "GET", path, null);
    }

    /** Decides that an event never takes effect. */
    void discard(String letter, String reason) {
        HttpResponse<String> response = sendTo(
                Role.OPERATOR,
                "query API",
                "POST",
                "/api/v1/dead-letters/" + letter + "/discard",
                "{\"reason\":\"" + reason + "\"}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** A night with the given clock times and nothing remarkable. */
    void record(long user, String nightDate, String bedtime, String wakeTime, int quality) {
        command("POST", user + "/entries", """
                {"nightDate":"%s","answers":{"BEDTIME":"%s","SLEEP_LATENCY":"UNDER_15","WAKE_TIME":"%s",
                 "NIGHT_WAKINGS":"NONE","SLEEP_QUALITY":%d,"PHONE_USAGE":false,"DISRUPTIONS":["PAIN"],"ALERTNESS":7}}
                """.formatted(nightDate, bedtime, wakeTime, quality));
    }

    private HttpResponse<String> send(Role role, String side, String method, String path, @Nullable String json) {
        return sendTo(role, side, method, "/api/v1/users/" + path, json);
    }

    private HttpResponse<String> sendTo(Role role, String side, String method, String path, @Nullable String json) {
        String url = system.addresses().get(side).replace("/swagger-ui.html", path);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + system.token(role))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
