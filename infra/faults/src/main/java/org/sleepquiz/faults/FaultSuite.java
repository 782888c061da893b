package org.sleepquiz.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The suite as a program: {@code infra/faults/run}. */
final class FaultSuite {

    private static final int MOST_FINDINGS_TOLD = 10;

    private FaultSuite() {}

    public static void main(String[] arguments) throws IOException {
        Options options;
        try {
            options = Options.of(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println("faults: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        Report report = run(options, System.out);
        System.out.println();
        System.out.print(report.table());
        Path json = options.json();
        if (json != null) {
            Files.writeString(json, report.json());
        }
        System.exit(report.isClean() ? 0 : 1);
    }

    /** Everything that was asked for; what happens is told as it happens. */
    static Report run(Options options, PrintStream out) {
        out.println("seed " + options.seed());
        try (Suite suite = Suite.start(options)) {
            return run(suite, options, out);
        }
    }

    static Report run(Suite suite, Options options, PrintStream out) {
        List<Round> rounds = new ArrayList<>();
        Map<String, String> notHere = new LinkedHashMap<>();
        for (int number = 1; number <= options.rounds(); number++) {
            for (String fault : options.faults()) {
                try {
                    Round round = suite.strike(fault, number);
                    rounds.add(round);
                    tell(round, out);
                } catch (NotHere here) {
                    if (notHere.put(fault, here.getMessage()) == null) {
                        out.println("SKIPPED " + fault + ": " + here.getMessage());
                    }
                }
            }
        }
        return new Report(options, rounds, notHere);
    }

    private static void tell(Round round, PrintStream out) {
        Duration recovery = round.recovery();
        out.printf(
                "%s, round %d: %s; acknowledged %d, erased %d, lost %d, doubled %d, findings %d, redelivered %d, recovered after %s%n",
                round.fault(),
                round.number(),
                round.what(),
                round.acknowledged(),
                round.erased(),
                round.lost(),
                round.doubled(),
                round.findings().size(),
                round.redelivered(),
                recovery == null ? "never" : recovery.toMillis() + " ms");
        round.findings().stream().limit(MOST_FINDINGS_TOLD).forEach(finding -> out.println("    " + finding));
    }
}
