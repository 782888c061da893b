package org.sleepquiz.legacyimport;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.sleepquiz.legacyimport.Predecessor.Size;

/**
 * What was taken and what was not, and why. Every row that was not, or not wholly, is one line of a file: the table, the row's id
 * and the reason; never an answer or who it was.
 */
final class Report implements AutoCloseable {

    static final String USERS = "users";
    static final String ENTRIES = "sleep_entries";
    static final String SETTINGS = "sleep_quiz_settings";

    private final Path file;
    private final Writer lines;
    private final Map<Refused, Long> refused = new EnumMap<>(Refused.class);
    private final Map<Remark, Long> remarks = new EnumMap<>(Remark.class);
    private final AtomicLong entriesDone = new AtomicLong();
    private long people;
    private long entriesSeen;
    private long nights;
    private long settings;

    private Report(Path file, Writer lines) {
        this.file = file;
        this.lines = lines;
    }

    /** @throws ImportFailure if the file cannot be written */
    static Report into(Path file) {
        try {
            Writer lines = Files.newBufferedWriter(file);
            Report report = new Report(file, lines);
            report.line("table", "row", "reason");
            return report;
        } catch (IOException unwritable) {
            throw new ImportFailure("Cannot write " + file, unwritable);
        }
    }

    void personTaken() {
        people++;
    }

    void settingsTaken() {
        settings++;
    }

    void entrySeen() {
        entriesSeen++;
    }

    void nightTaken(List<Remark> remarksOfIt) {
        nights++;
        remarksOfIt.forEach(remark -> remarks.merge(remark, 1L, Long::sum));
        entriesDone.incrementAndGet();
    }

    void remark(Remark remark) {
        remarks.merge(remark, 1L, Long::sum);
    }

    void refused(String table, String row, Refused why) {
        refused.merge(why, 1L, Long::sum);
        line(table, row, why.name());
        if (table.equals(ENTRIES)) {
            entriesDone.incrementAndGet();
        }
    }

    private void line(String table, String row, String reason) {
        try {
            lines.write(table + "," + row + "," + reason + "\n");
        } catch (IOException unwritable) {
            throw new UncheckedIOException("Cannot write " + file, unwritable);
        }
    }

    /** How many entries are taken or refused by now; may be asked from another thread. */
    long entriesDone() {
        return entriesDone.get();
    }

    long nights() {
        return nights;
    }

    long count(Refused why) {
        return refused.getOrDefault(why, 0L);
    }

    long count(Remark remark) {
        return remarks.getOrDefault(remark, 0L);
    }

    /** Whether everything that could be taken is. */
    boolean isWhole() {
        return count(Refused.FAILED) == 0;
    }

    void print(PrintStream out, Size size) {
        out.printf(Locale.ROOT, "%n%,12d people; users has %,d rows%n", people, size.people());
        out.printf(Locale.ROOT, "%,12d nights of %,d entries%n", nights, size.entries());
        out.printf(Locale.ROOT, "%,12d settings of %,d%n", settings, size.settings());
        if (!refused.isEmpty()) {
            out.println("Not taken, each listed in " + file + ":");
            refused.forEach((why, count) -> count(out, count, why.reason()));
        }
        if (size.entries() > entriesSeen) {
            count(out, size.entries() - entriesSeen, "entries that name nobody (not listed)");
        }
        if (!remarks.isEmpty()) {
            out.println("Taken, but not literally:");
            remarks.forEach((remark, count) -> count(out, count, remark.text()));
        }
        out.println("Without a counterpart here:");
        count(out, size.submissions(), "sleep_quiz_submissions (response delays are measured anew)");
        out.println("              XP, streaks and achievements (they follow from the nights)");
        out.println("              dates of registration, subscriptions");
        if (!isWhole()) {
            out.println("Some rows could not be stored. Run the import again: what is there already is not doubled.");
        }
    }

    private static void count(PrintStream out, long count, String what) {
        out.printf(Locale.ROOT, "%,12d  %s%n", count, what);
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException unwritable) {
            throw new UncheckedIOException("Cannot write " + file, unwritable);
        }
    }
}
