package org.sleepquiz.legacyimport;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Says how far the import has come: every second in one line of a terminal, every half minute elsewhere. */
final class Progress implements AutoCloseable {

    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean terminal;
    private final long all;
    private final LongSupplier done;
    private final long began = System.nanoTime();
    private final ScheduledExecutorService clock;

    /** A line that is to stay, whatever the terminal's last line was. */
    static void notice(PrintStream err, boolean terminal, String line) {
        err.println((terminal ? ERASE_LINE : "") + line);
    }

    /**
     * @param all how many there are
     * @param done how many of them are done, asked from another thread
     */
    Progress(PrintStream err, boolean terminal, long all, LongSupplier done) {
        this.err = err;
        this.terminal = terminal;
        this.all = all;
        this.done = done;
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "import-progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to speak. */
    void start() {
        int seconds = terminal ? 1 : 30;
        clock.scheduleAtFixedRate(this::say, seconds, seconds, TimeUnit.SECONDS);
    }

    private void say() {
        String line = line(done.getAsLong(), all, Duration.ofNanos(System.nanoTime() - began));
        if (terminal) {
            err.print(ERASE_LINE + line);
        } else {
            err.println(line);
        }
        err.flush();
    }

    /** How far it came, and how fast it was. */
    static String done(long done, long all, Duration took) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d entries in %s, %,d a second",
                done,
                all,
                shown(took),
                Math.round(rate(done, took)));
    }

    private static double rate(long done, Duration took) {
        return took.isZero() ? 0 : done * 1e9 / took.toNanos();
    }

    /** One line: how many of how many, how fast, and how long the rest takes if it goes on like this. */
    static String line(long done, long all, Duration took) {
        double rate = rate(done, took);
        String left = rate < 1 ? "?" : shown(Duration.ofSeconds(Math.round((all - done) / rate)));
        int percent = all == 0 ? 100 : (int) (done * 100 / all);
        return String.format(
                Locale.ROOT,
                "%,d of %,d entries (%d %%), %,d a second, %s left",
                done,
                all,
                percent,
                Math.round(rate),
                left);
    }

    private static String shown(Duration time) {
        return time.toHours() > 0
                ? "%d h %02d min".formatted(time.toHours(), time.toMinutesPart())
                : "%d min %02d s".formatted(time.toMinutesPart(), time.toSecondsPart());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (terminal) {
            err.print(ERASE_LINE);
            err.flush();
        }
    }
}
