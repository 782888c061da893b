package org.sleepquiz.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.sleepquiz.messages.Json;

/** All rounds as a table for people and as JSON for programs. */
record Report(Options options, List<Round> rounds, Map<String, String> notHere) {

    private Map<String, List<Round>> byFault() {
        return rounds.stream().collect(Collectors.groupingBy(Round::fault, LinkedHashMap::new, Collectors.toList()));
    }

    boolean isClean() {
        return rounds.stream().allMatch(round -> round.findings().isEmpty());
    }

    /** Markdown. */
    String table() {
        StringBuilder table = new StringBuilder("""
                | fault | rounds | acknowledged | erased | lost | doubled | other findings | redelivered in the topic | recovery, s: median | longest |
                |---|---|---|---|---|---|---|---|---|---|
                """);
        byFault().forEach((fault, all) -> {
            List<Double> recoveries = recoveries(all);
            long lost = all.stream().mapToLong(Round::lost).sum();
            long doubled = all.stream().mapToLong(Round::doubled).sum();
            long findings =
                    all.stream().mapToLong(round -> round.findings().size()).sum();
            table.append("| %s | %d | %d | %d | %d | %d | %d | %d | %s | %s |%n"
                    .formatted(
                            fault,
                            all.size(),
                            all.stream().mapToLong(Round::acknowledged).sum(),
                            all.stream().mapToLong(Round::erased).sum(),
                            lost,
                            doubled,
                            findings - lost - doubled,
                            all.stream().mapToLong(Round::redelivered).sum(),
                            recoveries.isEmpty() ? "–" : seconds(recoveries.get((recoveries.size() - 1) / 2)),
                            recoveries.isEmpty() ? "–" : seconds(recoveries.get(recoveries.size() - 1))));
        });
        notHere.forEach((fault, why) -> table.append("| %s | not here: %s | | | | | | | | |%n".formatted(fault, why)));
        return table.toString();
    }

    private static List<Double> recoveries(List<Round> all) {
        return all.stream()
                .map(Round::recovery)
                .filter(Objects::nonNull)
                .map(Report::inSeconds)
                .sorted()
                .toList();
    }

    private static double inSeconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }

    String json() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Round round : rounds) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("fault", round.fault());
            one.put("round", round.number());
            one.put("what", round.what());
            one.put("acknowledged", round.acknowledged());
            one.put("erased", round.erased());
            one.put("lost", round.lost());
            one.put("doubled", round.doubled());
            one.put("redelivered", round.redelivered());
            Duration recovery = round.recovery();
            if (recovery != null) {
                one.put("recoverySeconds", inSeconds(recovery));
            }
            one.put("findings", round.findings().stream().map(Finding::toString).toList());
            all.add(one);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("seed", options.seed());
        report.put("seconds", options.seconds());
        report.put("nodes", options.nodes());
        report.put("rounds", all);
        report.put("notHere", notHere);
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    }
}
