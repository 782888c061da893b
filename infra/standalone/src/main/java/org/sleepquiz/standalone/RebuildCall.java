package org.sleepquiz.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sleepquiz.messages.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a running query-side to rebuild a read model and says how far it has come, until it is in use. */
final class RebuildCall {

    private static final Duration REQUEST = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** A line of a terminal is written over; elsewhere each is a line of its own, and they are few. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private static final String OVER = "\r\033[K";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI rebuilds;
    private final String token;
    private final PrintStream out;
    private final PrintStream progress;
    private final boolean terminal;
    private long lastLineNanos;

    /**
     * @param queryUrl of the query-side
     * @param token an operator's
     * @param progress where it says how far it has come
     * @param terminal whether that is a terminal
     */
    RebuildCall(String queryUrl, String token, PrintStream out, PrintStream progress, boolean terminal) {
        this.rebuilds = rebuilds(queryUrl);
        this.token = token;
        this.out = out;
        this.progress = progress;
        this.terminal = terminal;
    }

    private static URI rebuilds(String queryUrl) {
        try {
            URI url = URI.create(queryUrl + "/api/v1/rebuilds");
            if (url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException notAUrl) {
            throw new StartFailure("SLEEPQUIZ_QUERY_URL is not a URL: " + queryUrl, notAUrl);
        }
        throw new StartFailure("SLEEPQUIZ_QUERY_URL is not a URL: " + queryUrl);
    }

    /**
     * One that is under way already is followed.
     *
     * @return 0 if it was put in use, else 1
     * @throws StartFailure if the query-side cannot be asked, or refuses
     */
    int run(String readModel) throws InterruptedException {
        HttpResponse<String> begun = ask(
                "POST", "", BodyPublishers.ofString(Json.MAPPER.writeValueAsString(Map.of("readModel", readModel))));
        JsonNode reply = json(begun);
        if (begun.statusCode() == 409 && reply.path("version").isNumber()) {
            out.println("A rebuild is under way already; following it.");
        } else if (begun.statusCode() != 202) {
            throw refused(reply);
        }
        return follow("/" + reply.path("version").asInt(), readModel);
    }

    private int follow(String version, String readModel) throws InterruptedException {
        while (true) {
            HttpResponse<String> looked = ask("GET", version, BodyPublishers.noBody());
            JsonNode build = json(looked);
            if (looked.statusCode() != 200) {
                throw refused(build);
            }
            String name =
                    "%s, version %d".formatted(readModel, build.path("version").asInt());
            switch (build.path("status").asString("")) {
                case "BUILDING" -> progress("%s: %s".formatted(name, howFar(build)));
                case "COMPARING" -> progress("%s: comparing it with the one in use".formatted(name));
                case "READY" -> {
                    if (differs(build) && !build.path("switchAsked").asBoolean()) {
                        line(name + " differs from the one in use:");
                        build.path("differences").forEach(this::tell);
                        out.printf("POST %s%s/switch puts it in use, DELETE gives it up.%n", rebuilds, version);
                        return 1;
                    }
                    progress(name + ": waiting for those who are reading");
                }
                case "SWITCHED" -> {
                    line(String.format(
                            Locale.ROOT,
                            "%s: %,d events projected, and in use.",
                            name,
                            build.path("eventsDone").asLong()));
                    return 0;
                }
                case "FAILED" ->
                    throw new StartFailure(
                            name + " failed: " + build.path("failure").asString(""));
                default -> throw new StartFailure(name + " was abandoned");
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }

    private static boolean differs(JsonNode build) {
        return build.path("differences")
                .valueStream()
                .anyMatch(table -> table.path("onlyInOld").asLong()
                                + table.path("onlyInNew").asLong()
                                + table.path("different").asLong()
                        > 0);
    }

    private void tell(JsonNode table) {
        out.printf(
                Locale.ROOT,
                "  %-26s %,d rows only in the old, %,d only in the new, %,d different%n",
                table.path("table").asString(""),
                table.path("onlyInOld").asLong(),
                table.path("onlyInNew").asLong(),
                table.path("different").asLong());
    }

    private static String howFar(JsonNode build) {
        String done = String.format(
                Locale.ROOT,
                "%,d of %,d events",
                build.path("eventsDone").asLong(),
                build.path("eventsTotal").asLong());
        return build.has("secondsLeft")
                ? String.format(
                        Locale.ROOT,
                        "%s, %,d a second, %,d s left",
                        done,
                        build.path("eventsPerSecond").asLong(),
                        build.path("secondsLeft").asLong())
                : done;
    }

    private void progress(String line) {
        if (terminal) {
            progress.print(OVER + line);
            progress.flush();
        } else if (lastLineNanos == 0 || System.nanoTime() - lastLineNanos > BETWEEN_LINES.toNanos()) {
            progress.println(line);
            lastLineNanos = System.nanoTime();
        }
    }

    private void line(String line) {
        if (terminal) {
            progress.print(OVER);
            progress.flush();
        }
        out.println(line);
    }

    private HttpResponse<String> ask(String method, String path, BodyPublisher body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(rebuilds + path))
                .timeout(REQUEST)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw new StartFailure("No query-side answers at " + rebuilds.resolve("/"), unreachable);
        }
    }

    private JsonNode json(HttpResponse<String> response) {
        try {
            return Json.MAPPER.readTree(response.body());
        } catch (JacksonException notJson) {
            throw new StartFailure("What answers at " + rebuilds.resolve("/") + " is no query-side", notJson);
        }
    }

    private static StartFailure refused(JsonNode problem) {
        return new StartFailure(problem.path("detail").asString("The query-side refuses the rebuild"));
    }
}
