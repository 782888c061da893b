package org.sleepquiz.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor time that was used.
 *
 * @param jvmNanos by this JVM: load, system, garbage collection, compilation
 * @param databaseNanos by PostgreSQL with all its processes, to 10 ms
 */
record ProcessorTime(long jvmNanos, long databaseNanos) {

    private static final long TICK_NANOS = 10_000_000; // USER_HZ is 100 on every Linux

    /** Up to now; a difference of two tells something. */
    static ProcessorTime upToNow(long postmaster) {
        long jvm = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        return new ProcessorTime(jvm, ofFamily(postmaster) * TICK_NANOS);
    }

    ProcessorTime since(ProcessorTime earlier) {
        return new ProcessorTime(jvmNanos - earlier.jvmNanos, databaseNanos - earlier.databaseNanos);
    }

    /** A process, its children, and those of its children that have ended. */
    private static long ofFamily(long pid) {
        long own = ticks(pid, true);
        return own
                + ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::children)
                        .mapToLong(child -> ticks(child.pid(), false))
                        .sum();
    }

    private static long ticks(long pid, boolean withEnded) {
        try {
            String stat = readIfAlive(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.isEmpty() ? 0 : ticks(stat, withEnded);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long ticks(String stat, boolean withEnded) {
        // the name, in brackets, may hold anything
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return withEnded ? ticks + Long.parseLong(fields[13]) + Long.parseLong(fields[14]) : ticks;
    }

    /** Threads that run Java code, be it the system's or the load's. */
    static final String JAVA = "Java";

    /** This JVM's living threads, by what they are for; compiler threads that have ended are missing. */
    static Map<String, Long> nanosByKindOfThread() {
        Map<String, Long> kinds = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                String stat = readIfAlive(task.resolve("stat"));
                if (!stat.isEmpty()) {
                    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                    kinds.merge(kind(name), ticks(stat, false) * TICK_NANOS, Long::sum);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return kinds;
    }

    private static String kind(String thread) {
        if (thread.startsWith("C1 Comp") || thread.startsWith("C2 Comp")) {
            return "JIT compiler";
        }
        if (thread.startsWith("GC Thread") || thread.startsWith("G1 ")) {
            return "garbage collector";
        }
        return thread.startsWith("VM ") ? "JVM's own" : JAVA;
    }

    private static String readIfAlive(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException ended) {
            // a thread may end between the list and the look: then there is no such file, or no such process
            if (Files.exists(file)) {
                throw ended;
            }
            return "";
        }
    }

    /** Resident memory of a process in bytes. */
    static long residentBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
