package org.sleepquiz.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.sleepquiz.benchmark.Load.Waiting;
import org.sleepquiz.benchmark.Predecessor.Form;

/** How many whole quizzes are stored in a second, eleven durable commands each, beside the predecessor's three commits. */
final class Quizzes implements Experiment {

    private static final int MOST_THREADS = 16;

    @Override
    public void run(Options options, Findings findings) {
        List<Integer> inFlight = options.numbers("in-flight", "16,64,256");
        List<Integer> theirThreads = options.numbers("predecessor-threads", "1,4,16");
        Rounds rounds = Rounds.of(options);
        Waiting waiting = Answers.waiting(options);
        try (Database database = Database.start();
                Predecessor asItWas = Predecessor.on(database, Form.TRANSACTIONS, MOST_THREADS);
                Predecessor atItsBest = Predecessor.on(database, Form.AUTOCOMMIT, MOST_THREADS);
                Nodes nodes = Nodes.start(database, options.list("engines", "group"), options.properties())) {
            findings.add(database);
            Report.Table tried =
                    findings.table("Predecessor's save path, tried before the rounds", "form", "threads", "quizzes/s");
            Contender was = asItWas.with(asItWas.fastest(theirThreads, rounds.length(), tried));
            Contender best = atItsBest.with(atItsBest.fastest(theirThreads, rounds.length(), tried));
            contenders(Answers.FULL_LOAD, nodes, waiting).forEach(rounds::warmUp);
            for (int clients : inFlight) {
                List<Contender> contenders = new ArrayList<>(List.of(was, best));
                contenders.addAll(contenders(clients, nodes, waiting));
                Map<String, List<Round>> reached = rounds.alternate(database, contenders);
                reached.forEach((name, its) -> findings.add(Report.Measurement.ofRounds(
                        name.startsWith("predecessor") ? "%s (beside %d in flight)".formatted(name, clients) : name,
                        "quizzes/s",
                        its)));
                for (Contender ours : contenders.subList(2, contenders.size())) {
                    for (Contender theirs : List.of(was, best)) {
                        findings.add(Report.Ratio.ofRounds(
                                ours.name(), reached.get(ours.name()), theirs.name(), reached.get(theirs.name())));
                    }
                }
            }
        }
    }

    private static List<Contender> contenders(int clients, Nodes nodes, Waiting waiting) {
        List<Contender> contenders = new ArrayList<>();
        nodes.byEngine()
                .forEach((engine, node) -> contenders.add(Contender.of(
                        "%s, %d in flight".formatted(engine, clients),
                        length -> Load.closed(clients, () -> quizAfterQuiz(node), length, waiting))));
        return contenders;
    }

    private static Load.Client quizAfterQuiz(CommandNode node) {
        return () -> whole(node, Quiz.ofNewPerson());
    }

    /** Completes when the last of the quiz's commands is stored. */
    static CompletableFuture<?> whole(CommandNode node, Quiz quiz) {
        CompletableFuture<?> stored = node.send(quiz.command(0));
        for (int step = 1; step < Quiz.COMMANDS; step++) {
            int next = step;
            stored = stored.thenCompose(before -> node.send(quiz.command(next)));
        }
        return stored;
    }
}
