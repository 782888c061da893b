package org.sleepquiz.benchmark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.sleepquiz.benchmark.Load.Waiting;

/** What a command costs when much is stored, for people with long diaries, and on several nodes. */
final class Growth implements Experiment {

    /** Of each length so many people are asked: long diaries are long to make. */
    private static final int EVENTS_OF_ALL = 500_000;

    private static final int LEAST_PEOPLE = 10;

    @Override
    public void run(Options options, Findings findings) {
        List<String> parts = options.list("parts", "stored,diary,nodes");
        List<Integer> stored = options.numbers("stored", "10_000,100_000,1_000_000,10_000_000");
        List<Integer> lengths = options.numbers("diary", "1,100,5_000,50_000");
        List<Integer> nodes = options.numbers("nodes", "1,2,4");
        int people = options.number("people", 200);
        int inFlight = options.number("in-flight", 64);
        String engine = options.text("engines", "group");
        Rounds rounds = Rounds.of(options);
        Waiting waiting = Answers.waiting(options);
        Setting setting = new Setting(engine, options.properties(), inFlight, waiting, rounds, findings);
        try (Database database = Database.start()) {
            findings.add(database);
            if (parts.contains("stored")) {
                byEventsStored(database, stored, setting);
            }
            if (parts.contains("diary")) {
                byLengthOfDiary(database, lengths, people, setting);
            }
            if (parts.contains("nodes")) {
                byNodes(database, nodes, setting);
            }
        }
    }

    private record Setting(
            String engine, List<String> properties, int inFlight, Waiting waiting, Rounds rounds, Findings findings) {

        CommandNode node(Database database, String name) {
            return CommandNode.start(database, name, engine, null, properties);
        }
    }

    private static void byEventsStored(Database database, List<Integer> stored, Setting setting) {
        List<CommandNode> nodes = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        for (int events : stored) {
            String name = "sleepquiz_stored_" + events;
            long began = System.nanoTime();
            GeneratedLog.in(database, name).people(events);
            Rounds.progress(
                    "generated", "%,d events in %d s".formatted(events, (System.nanoTime() - began) / 1_000_000_000));
            CommandNode node = setting.node(database, name);
            nodes.add(node);
            contenders.add(Contender.of(
                    "%,d events stored".formatted(events),
                    length ->
                            Load.closed(setting.inFlight, () -> new Answers.QuizTaker(node), length, setting.waiting)));
        }
        contenders.forEach(setting.rounds::warmUp);
        setting.findings.add("answers/s", setting.rounds.alternate(database, contenders));
        nodes.forEach(CommandNode::close);
    }

    /**
     * Three times: the node has never met the person, nor has any other; the node has the person's diary at hand; and another
     * node meets the person after that, who may find what the first has left, as a snapshot.
     */
    private static void byLengthOfDiary(Database database, List<Integer> lengths, int mostPeople, Setting setting) {
        String name = "sleepquiz_diaries";
        GeneratedLog log = GeneratedLog.in(database, name);
        // their table gets its indexes first, and people to warm up with
        log.people(10_000);
        List<List<String>> people = new ArrayList<>();
        for (int length : lengths) {
            int count = Math.max(LEAST_PEOPLE, Math.min(mostPeople, EVENTS_OF_ALL / length));
            people.add(length <= 1 ? newPeople(count) : log.peopleWithNights(count, GeneratedLog.nightsOf(length)));
        }
        List<Double> warm = new ArrayList<>();
        List<Double> cold = new ArrayList<>();
        try (CommandNode node = setting.node(database, name)) {
            setting.rounds.warmUp(Contender.of(
                    "diaries",
                    length ->
                            Load.closed(setting.inFlight, () -> new Answers.QuizTaker(node), length, setting.waiting)));
            for (int number = 0; number < lengths.size(); number++) {
                Histogram first = new Histogram(3);
                Histogram others = new Histogram(3);
                for (String person : people.get(number)) {
                    ask(node, person, first, others);
                }
                String diary = "diary of %,d events".formatted(lengths.get(number));
                setting.findings.add(Report.Measurement.latencies(diary + ", never met", first));
                setting.findings.add(Report.Measurement.latencies(diary + ", at hand", others));
                cold.add(first.getValueAtPercentile(50) / 1000.0);
                warm.add(others.getValueAtPercentile(50) / 1000.0);
            }
        }
        try (CommandNode node = setting.node(database, name)) {
            setting.rounds.warmUp(Contender.of(
                    "diaries again",
                    length ->
                            Load.closed(setting.inFlight, () -> new Answers.QuizTaker(node), length, setting.waiting)));
            for (int number = 0; number < lengths.size(); number++) {
                Histogram first = new Histogram(3);
                for (String person : people.get(number)) {
                    ask(node, person, first, new Histogram(3));
                }
                setting.findings.add(Report.Measurement.latencies(
                        "diary of %,d events, met by another node before".formatted(lengths.get(number)), first));
            }
        }
        for (int number = 1; number < lengths.size(); number++) {
            String to = "diary of %,d events".formatted(lengths.get(0));
            String of = "diary of %,d events".formatted(lengths.get(number));
            setting.findings.add(Report.Ratio.of(
                    of + ", at hand", List.of(warm.get(number)), to + ", at hand", List.of(warm.get(0))));
            setting.findings.add(Report.Ratio.of(
                    of + ", never met", List.of(cold.get(number)), to + ", never met", List.of(cold.get(0))));
        }
    }

    private static List<String> newPeople(int count) {
        return IntStream.range(0, count).mapToObj(number -> Quiz.newPerson()).toList();
    }

    /** One quiz, one command after the other; the first one finds the node without the diary. */
    private static void ask(CommandNode node, String person, Histogram first, Histogram others) {
        Quiz quiz = Quiz.of(person, Instant.now());
        for (int step = 0; step < Quiz.COMMANDS; step++) {
            long asked = System.nanoTime();
            node.send(quiz.command(step)).join();
            (step == 0 ? first : others).recordValue((System.nanoTime() - asked) / 1000);
        }
    }

    private static void byNodes(Database database, List<Integer> counts, Setting setting) {
        int most = counts.stream().mapToInt(Integer::intValue).max().orElse(1);
        List<CommandNode> nodes = IntStream.range(0, most)
                .mapToObj(number -> setting.node(database, "sleepquiz_nodes"))
                .toList();
        List<Contender> contenders = new ArrayList<>();
        for (int count : counts) {
            contenders.add(onNodes(
                    "each person on one node",
                    nodes.subList(0, count),
                    setting,
                    quiz -> Math.floorMod(quiz.telegramId().hashCode(), count)));
            if (count > 1) {
                contenders.add(onNodes(
                        "each command on any node",
                        nodes.subList(0, count),
                        setting,
                        quiz -> ThreadLocalRandom.current().nextInt(count)));
            }
        }
        setting.rounds.warmUp(contenders.get(contenders.size() - 1));
        Map<String, List<Round>> reached = setting.rounds.alternate(database, contenders);
        setting.findings.add("answers/s", reached);
        nodes.forEach(CommandNode::close);
    }

    private static Contender onNodes(String how, List<CommandNode> nodes, Setting setting, ToIntFunction<Quiz> route) {
        return Contender.of(
                "%d node%s, %s".formatted(nodes.size(), nodes.size() == 1 ? "" : "s", how),
                length -> Load.closed(
                        setting.inFlight, () -> new RoutedQuizTaker(nodes, route), length, setting.waiting));
    }

    private static final class RoutedQuizTaker implements Load.Client {

        private final List<CommandNode> nodes;
        private final ToIntFunction<Quiz> route;
        private Quiz quiz = Quiz.ofNewPerson();
        private int step;

        RoutedQuizTaker(List<CommandNode> nodes, ToIntFunction<Quiz> route) {
            this.nodes = nodes;
            this.route = route;
        }

        @Override
        public CompletableFuture<?> next() {
            if (step == Quiz.COMMANDS) {
                quiz = Quiz.ofNewPerson();
                step = 0;
            }
            return nodes.get(route.applyAsInt(quiz)).send(quiz.command(step++));
        }
    }
}
