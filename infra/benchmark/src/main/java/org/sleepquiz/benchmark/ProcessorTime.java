package org.sleepquiz.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

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
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // the name, in brackets, may hold anything
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return withEnded ? ticks + Long.parseLong(fields[13]) + Long.parseLong(fields[14]) : ticks;
        } catch (NoSuchFileException ended) {
            return 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
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
