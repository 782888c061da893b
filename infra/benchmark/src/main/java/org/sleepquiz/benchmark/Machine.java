package org.sleepquiz.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Where and when a benchmark ran: facts without which its figures say nothing. */
final class Machine {

    /** Above this share of the processors' time the machine was busy with something else when the run began. */
    private static final double QUIET = 0.05;

    private static final int EXPECTED_CORES = 2;

    // the fields of /proc/stat's first line; those of guests are counted in user already
    private static final int COUNTED = 8;
    private static final int IDLE = 3;
    private static final int WAITING_FOR_DISK = 4;

    private Machine() {}

    /** @param look for how long it is watched whether it is busy */
    static Map<String, Object> facts(Duration look) {
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
        facts.put("busyAtStart", busy(look));
        facts.put("expectedCores", EXPECTED_CORES);
        return facts;
    }

    static boolean isQuiet(double busy) {
        return busy <= QUIET;
    }

    /** The share of all processors' time that was used while we slept, also by other guests of the host. */
    private static double busy(Duration look) {
        long[] before = ticks();
        try {
            Thread.sleep(look.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        long[] after = ticks();
        long all = after[0] - before[0];
        return all == 0 ? 1 : Math.round(1_000.0 * (after[1] - before[1]) / all) / 1_000.0;
    }

    /** All ticks so far, and those that were not idle. */
    private static long[] ticks() {
        long[] fields = Stream.of(firstOf(Path.of("/proc/stat"), "cpu ")
                        .substring("cpu ".length())
                        .strip()
                        .split(" +"))
                .mapToLong(Long::parseLong)
                .limit(COUNTED)
                .toArray();
        long all = LongStream.of(fields).sum();
        return new long[] {all, all - fields[IDLE] - fields[WAITING_FOR_DISK]};
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
