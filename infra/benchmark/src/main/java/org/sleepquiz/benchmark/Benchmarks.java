package org.sleepquiz.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Runs a benchmark by its name: JSON into a file, tables on standard output, progress on standard error. */
public final class Benchmarks {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final Map<String, Experiment> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("answers", new Answers());
        BY_NAME.put("first-contacts", new FirstContacts());
        BY_NAME.put("quizzes", new Quizzes());
        BY_NAME.put("visible", new Visible());
        BY_NAME.put("replay", new Replay());
        BY_NAME.put("publish", new Publish());
        BY_NAME.put("growth", new Growth());
        BY_NAME.put("soak", new Soak());
        BY_NAME.put("start", new Start());
        BY_NAME.put("jmh", new Jmh());
        BY_NAME.put("profile", new Profile());
    }

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.out.println("infra/benchmark/run NAME [--option=value ...]; NAME is one of " + BY_NAME.keySet()
                    + ", or report DIRECTORY for their results as Markdown");
            return;
        }
        List<String> rest = List.of(arguments).subList(1, arguments.length);
        if (arguments[0].equals("report")) {
            System.out.println(markdown(Path.of(rest.get(0))));
            return;
        }
        Report report = run(arguments[0], rest);
        System.out.println(TextTables.text(report));
        // a client library's thread, or a processor's that retries for ever, must not keep the JVM
        System.exit(0);
    }

    /** @throws IllegalArgumentException if there is no such benchmark or option */
    static Report run(String name, List<String> arguments) throws Exception {
        Experiment experiment = BY_NAME.get(name);
        if (experiment == null) {
            throw new IllegalArgumentException("no benchmark " + name + ", there are " + BY_NAME.keySet());
        }
        Options options = Options.of(arguments);
        @Nullable String out = options.text("out", "");
        Findings findings = new Findings(Machine.facts(options.seconds("look", 3)));
        experiment.run(options, findings);
        options.requireAllUsed();
        Report report = findings.report(name, options);
        Path file = out.isEmpty()
                ? Path.of(System.getProperty("sleepquiz.benchmark.directory", "target"), "results", name + ".json")
                : Path.of(out);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(report));
        Rounds.progress("written", file.toString());
        return report;
    }

    static List<String> names() {
        return new ArrayList<>(BY_NAME.keySet());
    }

    private static String markdown(Path directory) throws Exception {
        StringBuilder text =
                new StringBuilder("# Tables\n\nMade by `infra/benchmark/run report` from [results](results);"
                        + " how they were measured is in [performance.md](../performance.md).\n\n");
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                text.append(TextTables.markdown(JSON.readValue(Files.readString(file), Report.class)))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
