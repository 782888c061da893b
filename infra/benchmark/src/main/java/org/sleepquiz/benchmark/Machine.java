package org.sleepquiz.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where and when a benchmark ran: facts without which its figures say nothing. */
final class Machine {

    /** Above this the machine was busy with something else when the run began. */
    private static final double QUIET_LOAD = 0.7;

    private static final int EXPECTED_CORES = 2;

    private Machine() {}

    static Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("began", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("commit", System.getProperty("sleepquiz.commit", "unknown"));
        facts.put("java", Runtime.version().toString());
        facts.put("vm", System.getProperty("java.vm.name"));
        facts.put(
                "jvmFlags",
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("processor", firstOf(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("memory", firstOf(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("loadAverageAtStart", loadAverage());
        facts.put("expectedCores", EXPECTED_CORES);
        return facts;
    }

    static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    static boolean isQuiet(double loadAverage) {
        return loadAverage <= QUIET_LOAD;
    }

    private static String firstOf(Path file, String key) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
