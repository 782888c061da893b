package org.sleepquiz.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.sleepquiz.standalone.OperatorApi.Reply;
import tools.jackson.databind.JsonNode;

/** Asks a running query-side to rebuild a read model and says how far it has come, until it is in use. */
final class RebuildCall {

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** A line of a terminal is written over; elsewhere each is a line of its own, and they are few. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private static final String OVER = "\r\033[K";

    private final OperatorApi api;
    private final PrintStream out;
    private final PrintStream progress;
    private final boolean terminal;
    private long lastLineNanos;

    /**
     * @param api of the query-side
     * @param progress where it says how far it has come
     * @param terminal whether that is a terminal
     */
    RebuildCall(OperatorApi api, PrintStream out, PrintStream progress, boolean terminal) {
        this.api = api;
        this.out = out;
        this.progress = progress;
        this.terminal = terminal;
    }

    /**
     * One that is under way already is followed.
     *
     * @return 0 if it was put in use, else 1
     * @throws StartFailure if the query-side cannot be asked, or refuses
     */
    int run(String readModel) {
        Reply begun = api.ask("POST", "rebuilds", Map.of("readModel", readModel));
        if (begun.status() == 409 && begun.body().path("version").isNumber()) {
            out.println("A rebuild is under way already; following it.");
        } else if (begun.status() != 202) {
            throw api.refused(begun);
        }
        return follow("rebuilds/" + begun.body().path("version").asInt(), readModel);
    }

    private int follow(String its, String readModel) {
        while (true) {
            Reply looked = api.ask("GET", its, null);
            if (looked.status() != 200) {
                throw api.refused(looked);
            }
            JsonNode build = looked.body();
            String name =
                    "%s, version %d".formatted(readModel, build.path("version").asInt());
            switch (build.path("status").asString("")) {
                case "BUILDING" -> progress("%s: %s".formatted(name, howFar(build)));
                case "COMPARING" -> progress("%s: comparing it with the one in use".formatted(name));
                case "READY" -> {
                    if (differs(build) && !build.path("switchAsked").asBoolean()) {
                        line(name + " differs from the one in use:");
                        build.path("differences").forEach(this::tell);
                        out.printf("POST %s/switch puts it in use, DELETE gives it up.%n", api.at(its));
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
            OperatorApi.rest(PAUSE);
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
}
