package org.sleepquiz.standalone.backup;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says every other second how far it is. */
public final class Progress {

    private static final long REST = TimeUnit.SECONDS.toNanos(2);

    private final PrintStream out;
    private long saidAt = System.nanoTime();

    public Progress(PrintStream out) {
        this.out = out;
    }

    void at(String table, long rows, long bytes) {
        long now = System.nanoTime();
        if (now - saidAt >= REST) {
            saidAt = now;
            out.printf(Locale.ROOT, "%s: %,d rows, %,d MB%n", table, rows, bytes / 1_000_000);
        }
    }
}
