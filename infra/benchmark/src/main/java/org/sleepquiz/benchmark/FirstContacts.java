package org.sleepquiz.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sleepquiz.benchmark.Load.Waiting;
import org.sleepquiz.messages.Question;

/** How many people a second can be met for the first time: one answer each, which makes three events in one append. */
final class FirstContacts implements Experiment {

    @Override
    public void run(Options options, Findings findings) {
        List<Integer> inFlight = options.numbers("in-flight", "1,64,256");
        Rounds rounds = Rounds.of(options);
        Waiting waiting = Answers.waiting(options);
        try (Database database = Database.start();
                Nodes nodes = Nodes.start(database, options.list("engines", "group,plain"), options.properties())) {
            findings.add(database);
            Pgbench pgbench = Pgbench.on(database, options);
            Contender baseline = Answers.fastest(pgbench, rounds.length(), findings);
            contenders(Answers.FULL_LOAD, nodes, waiting).forEach(rounds::warmUp);
            for (int clients : inFlight) {
                List<Contender> contenders = new ArrayList<>(List.of(baseline));
                contenders.addAll(contenders(clients, nodes, waiting));
                Map<String, List<Round>> reached = rounds.alternate(database, contenders);
                findings.add("first contacts/s", Answers.suffixed(reached, baseline, "these", clients));
                engineAgainstEngine(reached, contenders, findings);
            }
        }
    }

    private static List<Contender> contenders(int clients, Nodes nodes, Waiting waiting) {
        List<Contender> contenders = new ArrayList<>();
        nodes.byEngine()
                .forEach((engine, node) -> contenders.add(Contender.of(
                        "%s, %d in flight".formatted(engine, clients),
                        length -> Load.closed(clients, () -> newPeople(node), length, waiting))));
        return contenders;
    }

    /** One engine beside the other, where both run. */
    static void engineAgainstEngine(Map<String, List<Round>> reached, List<Contender> contenders, Findings findings) {
        if (contenders.size() == 3) {
            String one = contenders.get(1).name();
            String other = contenders.get(2).name();
            findings.add(Report.Ratio.ofRounds(one, reached.get(one), other, reached.get(other)));
        }
    }

    private static Load.Client newPeople(CommandNode node) {
        return () -> node.send(Quiz.ofNewPerson().answer(Question.BEDTIME));
    }
}
