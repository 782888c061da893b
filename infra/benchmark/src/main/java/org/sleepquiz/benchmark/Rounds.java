package org.sleepquiz.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contenders that take turns: each round lets all of them run, one after the other, so that what else happens on the machine
 * happens to all of them.
 *
 * @param length of a round
 * @param warmUp of each system, once and not counted, under full load: the JIT compiler counts calls, not seconds
 */
record Rounds(int count, Duration length, Duration warmUp) {

    /** Before the rounds, so that connections and threads are there. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    static Rounds of(Options options) {
        return new Rounds(options.number("rounds", 5), options.seconds("seconds", 5), options.seconds("warm-up", 20));
    }

    /** What each contender reached, round by round, by its name. */
    Map<String, List<Round>> alternate(Database database, List<Contender> contenders) {
        Map<String, List<Round>> reached = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            reached.put(contender.name(), new ArrayList<>());
            if (!warmUp.isZero()) {
                contender.run(warmUp.compareTo(SETTLING) < 0 ? warmUp : SETTLING);
            }
        }
        for (int round = 1; round <= count; round++) {
            for (Contender contender : contenders) {
                ProcessorTime before = ProcessorTime.upToNow(database.postmaster());
                Round result = contender.run(length);
                ProcessorTime cost =
                        ProcessorTime.upToNow(database.postmaster()).since(before);
                reached.get(contender.name()).add(result.at(cost));
                progress("round " + round, contender.name() + ": " + Report.figure(result.perSecond()) + "/s");
            }
        }
        return reached;
    }

    void warmUp(Contender contender) {
        if (!warmUp.isZero()) {
            progress("warm-up", contender.name());
            contender.run(warmUp);
        }
    }

    static void progress(String what, String about) {
        System.err.println("  " + what + "  " + about);
    }
}
