package org.sleepquiz.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found, in one form for all of them.
 *
 * @param quotable whether the machine was quiet when the run began and everything was durable
 * @param machine facts about machine, versions and settings
 * @param options of the run, defaults too
 */
record Report(
        String benchmark,
        boolean quotable,
        Map<String, Object> machine,
        Map<String, String> options,
        List<Measurement> measurements,
        List<Ratio> ratios,
        List<Table> tables) {

    /**
     * A contender over all its rounds.
     *
     * @param rounds the figure of each round, in their order
     * @param count how many operations or observations there were in all
     * @param latency over all rounds
     * @param microsPerOperation processor time, as a median over the rounds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Measurement(
            String name,
            String unit,
            double median,
            double least,
            double most,
            List<Double> rounds,
            long count,
            @Nullable Latency latency,
            @Nullable Map<String, Double> microsPerOperation) {

        static Measurement of(String name, String unit, List<Double> rounds, long count) {
            return new Measurement(
                    name,
                    unit,
                    Report.median(rounds),
                    Report.lowest(rounds),
                    Report.highest(rounds),
                    rounds,
                    count,
                    null,
                    null);
        }

        /** Of something that was found once. */
        static Measurement once(String name, String unit, double value) {
            return of(name, unit, List.of(value), 1);
        }

        static Measurement latencies(String name, Histogram histogram) {
            Latency latency = Latency.of(histogram);
            return new Measurement(
                    name,
                    "ms",
                    latency.p50,
                    histogram.getMinValue() / 1000.0,
                    latency.max,
                    List.of(latency.p50),
                    histogram.getTotalCount(),
                    latency,
                    null);
        }

        static Measurement ofRounds(String name, String unit, List<Round> rounds) {
            List<Double> rates = rounds.stream().map(Round::perSecond).toList();
            Histogram all = new Histogram(3);
            rounds.forEach(round -> {
                if (round.latencies() != null) {
                    all.add(round.latencies());
                }
            });
            Map<String, Double> cost = new LinkedHashMap<>();
            List<Round> withCost =
                    rounds.stream().filter(round -> round.cost() != null).toList();
            if (!withCost.isEmpty()) {
                cost.put("jvm", Report.median(microsOf(withCost, true)));
                cost.put("postgresql", Report.median(microsOf(withCost, false)));
            }
            return new Measurement(
                    name,
                    unit,
                    Report.median(rates),
                    Report.lowest(rates),
                    Report.highest(rates),
                    rates,
                    rounds.stream().mapToLong(Round::operations).sum(),
                    all.getTotalCount() == 0 ? null : Latency.of(all),
                    cost.isEmpty() ? null : cost);
        }

        private static List<Double> microsOf(List<Round> rounds, boolean jvm) {
            List<Double> micros = new ArrayList<>();
            for (Round round : rounds) {
                ProcessorTime cost = round.cost();
                if (cost != null) {
                    micros.add((jvm ? cost.jvmNanos() : cost.databaseNanos()) / 1e3 / round.operations());
                }
            }
            return micros;
        }
    }

    /** Milliseconds. */
    record Latency(double p50, double p90, double p99, double p999, double max) {
        static Latency of(Histogram micros) {
            return new Latency(
                    micros.getValueAtPercentile(50) / 1000.0,
                    micros.getValueAtPercentile(90) / 1000.0,
                    micros.getValueAtPercentile(99) / 1000.0,
                    micros.getValueAtPercentile(99.9) / 1000.0,
                    micros.getMaxValue() / 1000.0);
        }
    }

    /** One figure through another, round by round, so that what disturbs the machine disturbs both. */
    record Ratio(String of, String to, double median, double least, double most, List<Double> rounds) {

        static Ratio of(String of, List<Double> ours, String to, List<Double> theirs) {
            List<Double> ratios = IntStream.range(0, Math.min(ours.size(), theirs.size()))
                    .mapToObj(round -> ours.get(round) / theirs.get(round))
                    .toList();
            return new Ratio(of, to, Report.median(ratios), Report.lowest(ratios), Report.highest(ratios), ratios);
        }

        static Ratio ofRounds(String of, List<Round> ours, String to, List<Round> theirs) {
            return of(
                    of,
                    ours.stream().map(Round::perSecond).toList(),
                    to,
                    theirs.stream().map(Round::perSecond).toList());
        }
    }

    /** Anything else, as it is shown. */
    record Table(String title, List<String> columns, List<List<String>> rows) {}

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double lowest(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    private static double highest(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** All tables, ready to be shown as text or as Markdown. */
    List<Table> shown() {
        List<Table> shown = new ArrayList<>();
        if (!measurements.isEmpty()) {
            shown.add(new Table(
                    "Measured",
                    List.of(
                            "what",
                            "median",
                            "least – most",
                            "unit",
                            "n",
                            "p50 ms",
                            "p99 ms",
                            "p99.9 ms",
                            "µs CPU: JVM + PostgreSQL"),
                    measurements.stream().map(Report::row).toList()));
        }
        if (!ratios.isEmpty()) {
            shown.add(new Table(
                    "Ratios, round by round",
                    List.of("ratio", "median", "least – most", "rounds"),
                    ratios.stream()
                            .map(ratio -> List.of(
                                    ratio.of + " ÷ " + ratio.to,
                                    figure(ratio.median) + " ×",
                                    figure(ratio.least) + " – " + figure(ratio.most),
                                    Integer.toString(ratio.rounds.size())))
                            .toList()));
        }
        shown.addAll(tables);
        return shown;
    }

    private static List<String> row(Measurement measured) {
        Latency latency = measured.latency;
        Map<String, Double> cost = measured.microsPerOperation;
        return Arrays.asList(
                measured.name,
                figure(measured.median),
                figure(measured.least) + " – " + figure(measured.most),
                measured.unit,
                Long.toString(measured.count),
                latency == null ? "" : figure(latency.p50),
                latency == null ? "" : figure(latency.p99),
                latency == null ? "" : figure(latency.p999),
                cost == null ? "" : figure(cost.get("jvm")) + " + " + figure(cost.get("postgresql")));
    }

    /** Three digits that count, as nobody can measure more. */
    static String figure(double value) {
        double size = Math.abs(value);
        if (size >= 100 || size == 0) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", value);
    }

    private static String percent(Object share) {
        return Math.round(100 * ((Number) share).doubleValue()) + " %";
    }

    String headline() {
        return "%s%s — commit %s, Java %s, PostgreSQL %s, %s cores, %s of their time in use before the start, %s"
                .formatted(
                        benchmark,
                        quotable ? "" : " (NOT QUOTABLE: the machine was busy or not durable)",
                        machine.get("commit"),
                        machine.get("java"),
                        machine.getOrDefault("postgresql", "none"),
                        machine.get("cores"),
                        percent(machine.get("busyAtStart")),
                        machine.get("began"));
    }
}
