package org.sleepquiz.standalone;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.standalone.OperatorApi.Reply;
import tools.jackson.databind.JsonNode;

/** The call {@code republish}: has a running command-side fill a topic from the log, and tells how far it is. */
final class Republish {

    static final String USAGE =
            "republish --to-topic TOPIC [--from POSITION] [--to POSITION] [--user TELEGRAM_ID] [--data DIR]";

    private static final Map<String, String> PROPERTIES =
            Map.of("--to-topic", "topic", "--from", "from", "--to", "to", "--user", "telegramId");
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final OperatorApi api;

    private Republish(OperatorApi api) {
        this.api = api;
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
        return new Republish(OperatorApi.ofCommandSide(environment, operatorToken.apply(data))).follow(wanted, out);
    }

    private static long position(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new StartFailure("A position is a number, as in X-Event-Position, not " + text, notANumber);
        }
    }

    private int follow(Map<String, Object> wanted, PrintStream out) {
        JsonNode progress = ask("POST", "republications", wanted);
        String its = "republications/" + progress.path("id").stringValue();
        while (progress.path("state").stringValue().equals("RUNNING")) {
            out.println(line(progress));
            OperatorApi.rest(LOOK);
            progress = ask("GET", its, null);
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

    private JsonNode ask(String method, String path, @Nullable Object json) {
        Reply reply = api.ask(method, path, json);
        if (reply.status() / 100 != 2) {
            throw api.refused(reply);
        }
        return reply.body();
    }
}
