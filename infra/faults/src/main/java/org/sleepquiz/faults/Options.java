package org.sleepquiz.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen.
 *
 * @param seed which faults strike whom, when and for how long
 * @param rounds how often each fault strikes
 * @param faults by name, in this order in each round
 * @param seconds the longest time of load before a fault, and after it
 * @param nodes of each side
 * @param directory for everything that is stored; made anew
 * @param json where the results go, too; null for nowhere
 */
record Options(
        long seed,
        int rounds,
        List<String> faults,
        int seconds,
        int nodes,
        Path directory,
        @Nullable Path json) {

    /** @throws IllegalArgumentException with a line for whoever has typed them */
    static Options of(String... arguments) {
        long seed = System.currentTimeMillis() % 1_000_000;
        int rounds = 3;
        List<String> faults = List.copyOf(Faults.ALL.keySet());
        int seconds = 10;
        int nodes = 2;
        Path directory = Path.of("target", "faults");
        Path json = null;
        for (int index = 0; index < arguments.length; index += 2) {
            if (index + 1 == arguments.length) {
                throw new IllegalArgumentException("a value is missing after " + arguments[index]);
            }
            String value = arguments[index + 1];
            switch (arguments[index]) {
                case "--seed" -> seed = Long.parseLong(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--faults" -> faults = List.of(value.split(","));
                case "--seconds" -> seconds = Integer.parseInt(value);
                case "--nodes" -> nodes = Integer.parseInt(value);
                case "--directory" -> directory = Path.of(value);
                case "--json" -> json = Path.of(value);
                default -> throw new IllegalArgumentException("there is no option " + arguments[index]);
            }
        }
        List<String> unknown = new ArrayList<>(faults);
        unknown.removeAll(Faults.ALL.keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("there are no faults " + unknown + ", but " + Faults.ALL.keySet());
        }
        return new Options(seed, rounds, faults, seconds, nodes, directory.toAbsolutePath(), json);
    }
}
