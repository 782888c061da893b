package org.sleepquiz.benchmark;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.benchmark.OpenLoad.Second;
import org.sleepquiz.embedded.EmbeddedKafkaBroker;
import org.sleepquiz.httpedge.Role;

/**
 * Much more than the system can do, for long: whether its memory and its queues grow, what becomes of whoever is let in, and how soon
 * it is as before when the flood is over. PostgreSQL is a process of its own; Kafka, where it takes part, shares this JVM.
 */
final class Soak implements Experiment {

    private static final String NAME = "sleepquiz_soak";
    private static final int CLOSED_CLIENTS = 64;
    private static final double MEGABYTE = 1024.0 * 1024;

    /** A second is as before if its slowest hundredth is not slower than that many times what it was. */
    private static final double AS_BEFORE = 2;

    @Override
    public void run(Options options, Findings findings) throws Exception {
        int seconds = options.number("seconds", 60 * options.number("minutes", 60));
        Duration calm = options.seconds("calm", 30);
        Duration warmUp = options.seconds("warm-up", 120);
        Duration measured = options.seconds("capacity-seconds", 20);
        double factor = Double.parseDouble(options.text("factor", "2"));
        int connections = options.number("connections", 1_500);
        boolean publishes = Boolean.parseBoolean(options.text("kafka", "true"));
        int known = options.number("capacity", 0);
        try (Database database = Database.start()) {
            findings.add(database);
            @Nullable EmbeddedKafkaBroker broker =
                    publishes ? EmbeddedKafkaBroker.start(database.directory().resolve("kafka"), 0) : null;
            try (CommandNode node = CommandNode.startAsShipped(
                            database,
                            NAME,
                            "group",
                            broker == null ? null : broker.bootstrapServers(),
                            options.properties());
                    OpenLoad load = new OpenLoad(node, connections)) {
                double capacity = known > 0 ? known : capacity(node, warmUp, measured);
                Rounds.progress("capacity", Report.figure(capacity) + " requests/s");
                new Run(node, load, findings, capacity, factor).go(Duration.ofSeconds(seconds), calm);
            } finally {
                if (broker != null) {
                    broker.close();
                }
            }
        }
    }

    /** What a closed loop reaches when the machine code is made: of a cold node, twice as much would be no flood. */
    private static double capacity(CommandNode node, Duration warmUp, Duration measured) {
        HttpLoad.Tally tally = new HttpLoad.Tally(node.port(), CommandNode.token(Role.BOT), CLOSED_CLIENTS);
        tally.run(warmUp);
        return tally.run(measured).perSecond();
    }

    private static final class Run {

        private final CommandNode node;
        private final OpenLoad load;
        private final Findings findings;
        private final MeterRegistry meters;
        private final double capacity;
        private final double factor;

        Run(CommandNode node, OpenLoad load, Findings findings, double capacity, double factor) {
            this.node = node;
            this.load = load;
            this.findings = findings;
            this.meters = node.context().getBean(MeterRegistry.class);
            this.capacity = capacity;
            this.factor = factor;
        }

        void go(Duration length, Duration calm) {
            List<Second> before = seconds(capacity / 2, calm);
            double heapBefore = heapAfterCollection();
            Rounds.progress("before", "p99 " + Report.figure(sum(before).p99Millis()) + " ms at half of the capacity");

            Report.Table minutes = findings.table(
                    "Minute by minute",
                    "minute",
                    "accepted/s",
                    "503",
                    "429",
                    "p50 ms",
                    "p99 ms",
                    "heap after GC MB",
                    "process MB",
                    "in work",
                    "waiting for a connection",
                    "publisher behind");
            Sum flood = new Sum();
            Sum minute = new Sum();
            load.run(capacity * factor, length, second -> {
                flood.add(second);
                minute.add(second);
                if (minute.seconds() == 60 || flood.seconds() == length.toSeconds()) {
                    minutes.rows().add(row(flood.seconds(), minute));
                    minute.reset();
                }
            });
            double heapAtEnd = heapAfterCollection();
            double behind = gauge("sleepquiz.processor.lag");

            List<Second> after = seconds(capacity / 2, calm);
            int served = secondsUntilAsBefore(after, sum(before).p99Millis());
            int caughtUp = secondsUntilCaughtUp(calm);
            tell(before, flood, after, heapBefore, heapAtEnd, behind, served, caughtUp);
        }

        private List<Second> seconds(double perSecond, Duration length) {
            List<Second> seconds = new ArrayList<>();
            load.run(perSecond, length, seconds::add);
            return seconds;
        }

        private List<String> row(int untilSecond, Sum minute) {
            Second sum = minute.total();
            List<String> row = List.of(
                    String.format(Locale.ROOT, "%.1f", untilSecond / 60.0),
                    Report.figure(sum.accepted() / (double) minute.seconds()),
                    share(sum.unavailable(), sum),
                    share(sum.tooMany(), sum),
                    Report.figure(sum.latencies().getValueAtPercentile(50) / 1_000.0),
                    Report.figure(sum.p99Millis()),
                    Report.figure(heapAfterCollection()),
                    Report.figure(processMegabytes()),
                    Report.figure(gauge("sleepquiz.http.in.work")),
                    Report.figure(gauge("hikaricp.connections.pending")),
                    Report.figure(gauge("sleepquiz.processor.lag")));
            Rounds.progress("minute " + row.get(0), String.join("  ", row.subList(1, row.size())));
            return row;
        }

        /** From the end of the flood until a second that is as those before it, and all after which are; -1 for never. */
        private static int secondsUntilAsBefore(List<Second> after, double p99Before) {
            int last = -1;
            for (int number = 0; number < after.size(); number++) {
                Second second = after.get(number);
                if (second.unavailable() + second.tooMany() + second.failed() + second.unsent() > 0
                        || second.p99Millis() > AS_BEFORE * p99Before) {
                    last = number;
                }
            }
            return last == after.size() - 1 ? -1 : last + 1;
        }

        /** Beyond the calm that has passed already: until the publisher has sent what there is; 0 if it has by then. */
        private int secondsUntilCaughtUp(Duration calm) {
            int waited = 0;
            while (gauge("sleepquiz.processor.lag.time") > 1 && waited < calm.toSeconds() * 20) {
                load.run(1, Duration.ofSeconds(1), second -> {});
                waited++;
            }
            return waited;
        }

        private void tell(
                List<Second> before,
                Sum flood,
                List<Second> after,
                double heapBefore,
                double heapAtEnd,
                double behind,
                int served,
                int caughtUp) {
            Second sum = flood.total();
            findings.add(Report.Measurement.once("capacity", "requests/s", capacity));
            findings.add(Report.Measurement.of(
                    "accepted in the flood", "requests/s", flood.acceptedEachSecond(), sum.accepted()));
            findings.add(Report.Measurement.latencies(
                    "accepted, before the flood", sum(before).latencies()));
            findings.add(Report.Measurement.latencies("accepted, in the flood", sum.latencies()));
            findings.add(Report.Measurement.latencies(
                    "accepted, after the flood", sum(after).latencies()));
            Report.Table table = findings.table("The flood", "what", "figure");
            table.rows()
                    .addAll(List.of(
                            List.of("asked", Report.figure(capacity * factor) + "/s for " + flood.seconds() + " s"),
                            List.of("refused with 503", share(sum.unavailable(), sum)),
                            List.of("refused with 429", share(sum.tooMany(), sum)),
                            List.of("failed otherwise", Long.toString(sum.failed())),
                            List.of("not sent, every client waited", share(sum.unsent(), sum)),
                            List.of("heap after GC, before", Report.figure(heapBefore) + " MB"),
                            List.of("heap after GC, at the end of the flood", Report.figure(heapAtEnd) + " MB"),
                            List.of("heap after GC, afterwards", Report.figure(heapAfterCollection()) + " MB"),
                            List.of("process, at the end", Report.figure(processMegabytes()) + " MB"),
                            List.of("publisher behind at the end of the flood", Report.figure(behind) + " positions"),
                            List.of(
                                    "served as before",
                                    served < 0 ? "not within " + after.size() + " s" : "after " + served + " s"),
                            List.of(
                                    "publisher caught up",
                                    caughtUp == 0
                                            ? "within " + after.size() + " s"
                                            : "after " + (after.size() + caughtUp) + " s")));
        }

        private static String share(long part, Second of) {
            long all = of.accepted() + of.unavailable() + of.tooMany() + of.failed() + of.unsent();
            return all == 0 ? "0 %" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / all);
        }

        private static Second sum(List<Second> seconds) {
            Sum sum = new Sum();
            seconds.forEach(sum::add);
            return sum.total();
        }

        /** 0 for what this node does not measure. */
        private double gauge(String name) {
            return meters.find(name).gauges().stream()
                    .mapToDouble(Gauge::value)
                    .max()
                    .orElse(0);
        }
    }

    /** Seconds taken together: the latencies of an hour, each second for itself, would fill the heap that is looked at. */
    private static final class Sum {

        private final List<Double> acceptedEachSecond = new ArrayList<>();
        private Second total;

        Sum() {
            reset();
        }

        void reset() {
            acceptedEachSecond.clear();
            total = new Second(new Histogram(3), 0, 0, 0, 0);
        }

        void add(Second second) {
            acceptedEachSecond.add((double) second.accepted());
            total.latencies().add(second.latencies());
            total = new Second(
                    total.latencies(),
                    total.unavailable() + second.unavailable(),
                    total.tooMany() + second.tooMany(),
                    total.failed() + second.failed(),
                    total.unsent() + second.unsent());
        }

        int seconds() {
            return acceptedEachSecond.size();
        }

        List<Double> acceptedEachSecond() {
            return acceptedEachSecond;
        }

        Second total() {
            return total;
        }
    }

    /** What is in use right after a collection of everything, in megabytes. */
    private static double heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
    }

    private static double processMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
