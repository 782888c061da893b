package org.sleepquiz.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.HdrHistogram.Histogram;

/**
 * How long after the reply to a command its row can be read, with the query-side in the same JVM and in another, at a few
 * commands a second and at half of what the system can take. The row is looked for every millisecond.
 */
final class Visible implements Experiment {

    private static final Duration LOOK_EVERY = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ROW =
            "select exists (select from read_model.history where user_id = ? and sequence >= ?)";

    @Override
    public void run(Options options, Findings findings) {
        int perSecond = options.number("rate", 20);
        Rounds rounds = Rounds.of(options);
        List<String> jvms = options.list("jvms", "one,two");
        List<String> loads = options.list("loads", "light,half");
        String engine = options.text("engines", "group");
        List<String> properties = options.properties();
        try (Database database = Database.start()) {
            findings.add(database);
            for (String where : jvms) {
                String name = "sleepquiz_visible_" + where;
                BiFunction<Database, String, QueryNode> querySide = where.equals("one")
                        ? (server, its) -> QueryNode.here(server, its, List.of())
                        : (server, its) -> QueryNode.inItsOwnJvm(server, its, List.of());
                try (CommandNode node = CommandNode.start(database, name, engine, null, properties);
                        QueryNode queries = querySide.apply(database, name)) {
                    Probe probe = new Probe(database, name);
                    double capacity = capacity(node, probe, rounds);
                    findings.add(Report.Measurement.once(
                            "answers/s that both sides take, %s JVM%s".formatted(where, where.equals("one") ? "" : "s"),
                            "answers/s",
                            capacity));
                    for (String load : loads) {
                        double background = load.equals("half") ? capacity / 2 : 0;
                        observe(
                                "reply to visible row, %s, %s"
                                        .formatted(jvmsInWords(where), inWords(load, perSecond, background)),
                                new Observation(node, probe, perSecond, background),
                                rounds,
                                findings);
                    }
                    probe.close();
                    Rounds.progress(
                            "memory",
                            "query-side's JVM " + ProcessorTime.residentBytes(queries.pid()) / (1 << 20) + " MiB");
                }
            }
        }
    }

    private static String jvmsInWords(String where) {
        return where.equals("one") ? "one JVM" : "two JVMs";
    }

    private static String inWords(String load, int perSecond, double background) {
        return load.equals("half")
                ? "at half of capacity (%s/s)".formatted(Report.figure(background + perSecond))
                : "at %d/s".formatted(perSecond);
    }

    /** With the query-side keeping up: the time until the last row is visible counts. */
    private static double capacity(CommandNode node, Probe probe, Rounds rounds) {
        Load.closed(Answers.FULL_LOAD, () -> new Answers.QuizTaker(node), rounds.warmUp(), Load.Waiting.CALLBACKS);
        catchUp(node, probe);
        long began = System.nanoTime();
        Round round = Load.closed(
                Answers.FULL_LOAD, () -> new Answers.QuizTaker(node), rounds.length(), Load.Waiting.CALLBACKS);
        catchUp(node, probe);
        double rate = round.operations() * 1e9 / (System.nanoTime() - began);
        Rounds.progress("capacity", Report.figure(rate) + " answers/s with both sides");
        return rate;
    }

    private static void catchUp(CommandNode node, Probe probe) {
        Quiz quiz = Quiz.ofNewPerson();
        node.send(quiz.command(0)).join();
        probe.await("the read model", () -> probe.isTrue(ROW, quiz.telegramId(), 1));
        // a person's row says nothing about other segments
        probe.await(
                "all rows",
                () -> probe.number("select count(*) from read_model.history")
                        >= probe.number("select count(*) from event_store.domain_event_entry"));
    }

    private static void observe(String name, Observation observation, Rounds rounds, Findings findings) {
        Histogram all = new Histogram(3);
        for (int round = 1; round <= rounds.count(); round++) {
            Histogram one = observation.run(rounds.length());
            Rounds.progress(
                    "round " + round, name + ": p50 " + Report.Latency.of(one).p50() + " ms");
            all.add(one);
        }
        findings.add(Report.Measurement.latencies(name, all));
    }

    /** Quizzes at a steady rate; of a few commands it is looked when their rows come. */
    private record Observation(CommandNode node, Probe probe, int perSecond, double backgroundPerSecond) {

        Histogram run(Duration length) {
            Histogram seen = new Histogram(3);
            Background background = new Background(node, backgroundPerSecond);
            Thread load = new Thread(background, "background-load");
            load.start();
            try {
                Quiz quiz = Quiz.ofNewPerson();
                int step = 0;
                long pause = Duration.ofSeconds(1).toNanos() / perSecond;
                long began = System.nanoTime();
                long next = began;
                while (System.nanoTime() - began < length.toNanos()) {
                    if (step == Quiz.COMMANDS) {
                        quiz = Quiz.ofNewPerson();
                        step = 0;
                    }
                    node.send(quiz.command(step)).join();
                    long replied = System.nanoTime();
                    // the first command makes two events, the last one two as well
                    look(quiz.telegramId(), step == Quiz.COMMANDS - 1 ? step + 2 : step + 1, replied);
                    seen.recordValue((System.nanoTime() - replied) / 1000);
                    step++;
                    next += pause;
                    // one that came late is followed by the next at its own time
                    next = Math.max(next, System.nanoTime());
                    parkUntil(next);
                }
            } finally {
                background.stop(load);
            }
            return seen;
        }

        private void look(String person, int sequence, long since) {
            long next = System.nanoTime();
            while (!probe.isTrue(ROW, person, sequence)) {
                if (System.nanoTime() - since > PATIENCE.toNanos()) {
                    throw new IllegalStateException("the row does not come");
                }
                next += LOOK_EVERY.toNanos();
                parkUntil(next);
            }
        }
    }

    private static void parkUntil(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = nanos - System.nanoTime();
        }
    }

    /** Commands at a steady rate, whether replies come or not, as long as there are clients who are not waiting. */
    private static final class Background implements Runnable {

        private static final int CLIENTS = 256;

        private final double perSecond;
        private final Queue<Answers.QuizTaker> free = new ConcurrentLinkedQueue<>();
        private final AtomicLong failures = new AtomicLong();
        private volatile boolean stopped;
        private volatile long due;
        private long leftOut;

        Background(CommandNode node, double perSecond) {
            this.perSecond = perSecond;
            for (int number = 0; number < CLIENTS; number++) {
                free.add(new Answers.QuizTaker(node));
            }
        }

        @Override
        public void run() {
            if (perSecond == 0) {
                return;
            }
            long began = System.nanoTime();
            long sent = 0;
            var threads = Load.threads();
            while (!stopped) {
                due = (long) ((System.nanoTime() - began) / 1e9 * perSecond);
                while (sent < due) {
                    Answers.QuizTaker client = free.poll();
                    if (client == null) {
                        leftOut++;
                    } else {
                        threads.execute(() -> ask(client));
                    }
                    sent++;
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }

        private void ask(Answers.QuizTaker client) {
            CompletableFuture<?> reply = client.next();
            reply.whenComplete((result, failed) -> {
                if (failed != null) {
                    failures.incrementAndGet();
                }
                free.add(client);
            });
        }

        void stop(Thread load) {
            stopped = true;
            try {
                load.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            if (leftOut > 0) {
                Rounds.progress(
                        "overload", leftOut + " of " + due + " commands were left out: all clients were waiting");
            }
            if (failures.get() > 0) {
                throw new IllegalStateException(failures.get() + " commands of the background load failed");
            }
        }
    }
}
