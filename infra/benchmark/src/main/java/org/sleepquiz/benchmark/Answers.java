package org.sleepquiz.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.sleepquiz.benchmark.Load.Waiting;

/**
 * How many commands of whole quizzes are stored in a second, in process or over HTTP, beside pgbench's best with one row per
 * commit on the same server.
 */
final class Answers implements Experiment {

    static final int FULL_LOAD = 64;

    @Override
    public void run(Options options, Findings findings) throws Exception {
        List<String> ways = options.list("over", "process,http");
        List<Integer> inFlight = options.numbers("in-flight", "1,4,16,64,256");
        List<String> engines = options.list("engines", "group");
        Rounds rounds = Rounds.of(options);
        Waiting waiting = waiting(options);
        try (Database database = Database.start();
                Nodes nodes = Nodes.start(database, engines, options.properties())) {
            findings.add(database);
            Pgbench pgbench = Pgbench.on(database, options);
            Contender baseline = fastest(pgbench, rounds.length(), findings);
            for (String way : ways) {
                contenders(way, FULL_LOAD, nodes, waiting).forEach(rounds::warmUp);
                for (int clients : inFlight) {
                    List<Contender> contenders = new ArrayList<>(List.of(baseline));
                    contenders.addAll(contenders(way, clients, nodes, waiting));
                    findings.add("answers/s", suffixed(rounds.alternate(database, contenders), baseline, way, clients));
                    generatorsCost(contenders, findings);
                }
            }
        }
    }

    private static void generatorsCost(List<Contender> contenders, Findings findings) {
        for (Contender contender : contenders) {
            if (contender instanceof HttpLoad.Measured measured) {
                findings.add(Report.Measurement.once(
                        "of that the load generator: " + contender.name(),
                        "µs CPU per request",
                        measured.generatorMicros()));
            }
        }
    }

    static Waiting waiting(Options options) {
        return Waiting.valueOf(options.text("load", "callbacks").toUpperCase(Locale.ROOT));
    }

    static Contender fastest(Pgbench pgbench, Duration length, Findings findings) {
        Report.Table tried =
                findings.table("pgbench, one row per commit, tried before the rounds", "clients", "rows/s");
        return pgbench.with(pgbench.fastest(length, tried));
    }

    /** Each engine, with so many clients. */
    static List<Contender> contenders(String way, int clients, Nodes nodes, Waiting waiting) {
        List<Contender> contenders = new ArrayList<>();
        nodes.byEngine().forEach((engine, node) -> {
            String name = "%s, %s, %d in flight".formatted(engine, way, clients);
            contenders.add(
                    way.equals("http")
                            ? HttpLoad.contender(name, node, clients)
                            : inProcess(name, node, clients, waiting));
        });
        return contenders;
    }

    private static Contender inProcess(String name, CommandNode node, int clients, Waiting waiting) {
        return Contender.of(name, length -> Load.closed(clients, () -> new QuizTaker(node), length, waiting));
    }

    /** The same baseline stands beside each contender: one name for each. */
    static Map<String, List<Round>> suffixed(
            Map<String, List<Round>> reached, Contender baseline, String way, int clients) {
        Map<String, List<Round>> named = new LinkedHashMap<>();
        reached.forEach((name, rounds) -> named.put(
                name.equals(baseline.name()) ? "%s (beside %s, %d)".formatted(name, way, clients) : name, rounds));
        return named;
    }

    /** Takes quiz after quiz, each as somebody new. */
    static final class QuizTaker implements Load.Client {

        private final CommandNode node;
        private Quiz quiz = Quiz.ofNewPerson();
        private int step;

        QuizTaker(CommandNode node) {
            this.node = node;
        }

        @Override
        public CompletableFuture<?> next() {
            if (step == Quiz.COMMANDS) {
                quiz = Quiz.ofNewPerson();
                step = 0;
            }
            return node.send(quiz.command(step++));
        }
    }
}
