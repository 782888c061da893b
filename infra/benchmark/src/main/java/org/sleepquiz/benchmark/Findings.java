package org.sleepquiz.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run has found so far, until it is a {@link Report}. */
final class Findings {

    private final Map<String, Object> machine;
    private final List<Report.Measurement> measurements = new ArrayList<>();
    private final List<Report.Ratio> ratios = new ArrayList<>();
    private final List<Report.Table> tables = new ArrayList<>();

    /** @param machine on which it is found */
    Findings(Map<String, Object> machine) {
        this.machine = new LinkedHashMap<>(machine);
    }

    void add(Database database) {
        machine.put("postgresql", database.version());
        machine.put("postgresqlSettings", database.settings());
    }

    void add(Report.Measurement measurement) {
        measurements.add(measurement);
    }

    void add(Report.Ratio ratio) {
        ratios.add(ratio);
    }

    void add(Report.Table table) {
        tables.add(table);
    }

    /** An empty table, to be filled. */
    Report.Table table(String title, String... columns) {
        Report.Table table = new Report.Table(title, List.of(columns), new ArrayList<>());
        tables.add(table);
        return table;
    }

    /** All contenders' rates, and each one's ratio to the first. */
    void add(String unit, Map<String, List<Round>> reached) {
        reached.forEach((name, rounds) -> add(Report.Measurement.ofRounds(name, unit, rounds)));
        String first = reached.keySet().iterator().next();
        reached.forEach((name, rounds) -> {
            if (!name.equals(first)) {
                add(Report.Ratio.ofRounds(name, rounds, first, reached.get(first)));
            }
        });
    }

    Report report(String benchmark, Options options) {
        double atStart = ((Number) machine.get("busyAtStart")).doubleValue();
        return new Report(benchmark, Machine.isQuiet(atStart), machine, options.used(), measurements, ratios, tables);
    }
}
