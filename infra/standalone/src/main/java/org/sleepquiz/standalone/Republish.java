package org.sleepquiz.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Json;
import tools.jackson.databind.JsonNode;

/** The call {@code republish}: has a running command-side fill a topic from the log, and tells how far it is. */
final class Republish {

    static final String USAGE =
            "republish --to-topic TOPIC [--from POSITION] [--to POSITION] [--user TELEGRAM_ID] [--data DIR]";

    private static final Map<String, String> PROPERTIES =
            Map.of("--to-topic", "topic", "--from", "from", "--to", "to", "--user", "telegramId");
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI republications;
    private final String token;

    private Republish(String commandSide, String token) {
        this.republications = URI.create(commandSide.replaceAll("/+$", "") + "/api/v1/republications");
        this.token = token;
    }

    /**
     * @param operatorToken of the system in a directory
     * @return 0 if everything was sent, 1 if somebody stopped it
     */
    static int run(
            Deque<String> arguments,
            Map<String, String> environment,
            Function<Path, String> operatorToken,
            PrintStream out) {
        Map<String, Object> wanted = new HashMap<>();
        Path data = Path.of("data");
        while (!arguments.isEmpty()) {
            String option = arguments.removeFirst();
            @Nullable String property = PROPERTIES.get(option);
            if ((property == null && !option.equals("--data")) || arguments.isEmpty()) {
                throw new StartFailure("Not understood. usage: ./sleepquiz " + USAGE);
            }
            if (property == null) {
                data = Path.of(arguments.removeFirst());
            } else {
                String value = arguments.removeFirst();
                wanted.put(property, option.equals("--from") || option.equals("--to") ? position(value) : value);
            }
        }
        String url = environment.getOrDefault(
                "SLEEPQUIZ_COMMAND_URL",
                "http://127.0.0.1:" + environment.getOrDefault("SLEEPQUIZ_COMMAND_PORT", "8081"));
        return new Republish(url, operatorToken.apply(data)).follow(wanted, out);
    }

    private static long position(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new StartFailure("A position is a number, as in X-Event-Position, not " + text, notANumber);
        }
    }

    private int follow(Map<String, Object> wanted, PrintStream out) {
        JsonNode progress = call("POST", republications, Json.MAPPER.writeValueAsString(wanted));
        URI its = URI.create(republications + "/" + progress.path("id").stringValue());
        while (progress.path("state").stringValue().equals("RUNNING")) {
            out.println(line(progress));
            rest();
            progress = call("GET", its, null);
        }
        out.println(line(progress));
        return progress.path("state").stringValue().equals("DONE") ? 0 : 1;
    }

    private static String line(JsonNode progress) {
        String line = String.format(
                Locale.ROOT,
                "%-8s %s: position %,d of %,d, %,d events sent",
                progress.path("state").stringValue().toLowerCase(Locale.ROOT),
                progress.path("topic").stringValue(),
                progress.path("position").longValue(),
                progress.path("to").longValue(),
                progress.path("published").longValue());
        if (progress.path("trouble").isString()) {
            return line + ", tried again after " + progress.path("trouble").stringValue();
        }
        return progress.path("secondsLeft").isNumber()
                ? line
                        + String.format(
                                Locale.ROOT,
                                ", %,.0f positions a second, %,d s left",
                                progress.path("perSecond").doubleValue(),
                                progress.path("secondsLeft").longValue())
                : line;
    }

    private static void rest() {
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Stopped looking; it goes on by itself", interrupted);
        }
    }

    private JsonNode call(String method, URI uri, @Nullable String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> reply = http.send(request.build(), BodyHandlers.ofString());
            if (reply.statusCode() / 100 != 2) {
                throw new StartFailure("The command-side refused: " + reply.statusCode() + " " + reply.body());
            }
            return Json.MAPPER.readTree(reply.body());
        } catch (IOException away) {
            throw new StartFailure("No command-side answers at " + uri.getAuthority(), away);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Stopped while waiting for the command-side", interrupted);
        }
    }
}
