package org.sleepquiz.legacyimport;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;

/** The import as {@code ./sleepquiz import-legacy} calls it. */
public final class LegacyImport {

    /** Everything was taken, or is in the list of what was not. */
    public static final int DONE = 0;

    /** Something could not be stored or reached; it may be run again. */
    public static final int UNFINISHED = 1;

    /** The call was not understood. */
    public static final int MISUNDERSTOOD = 2;

    private LegacyImport() {}

    /**
     * Runs an import.
     *
     * @param tokenOf a bearer token for the system that runs on a data directory
     * @param out for the report
     * @param err for the progress and for what went wrong
     * @param terminal whether {@code err} is one
     * @return the exit code
     * @throws ImportFailure if it cannot go on
     */
    public static int run(
            Collection<String> arguments,
            Map<String, String> environment,
            Function<Path, String> tokenOf,
            PrintStream out,
            PrintStream err,
            boolean terminal) {
        ImportSettings settings;
        try {
            settings = ImportSettings.of(arguments, environment, tokenOf);
        } catch (ImportSettings.Misunderstood misunderstood) {
            err.println(misunderstood.getMessage());
            err.println(ImportSettings.USAGE);
            return MISUNDERSTOOD;
        }
        return run(settings, CommandSide.Patience.USUAL, out, err, terminal).isWhole() ? DONE : UNFINISHED;
    }

    /** How to call it. */
    public static String usage() {
        return ImportSettings.USAGE;
    }

    static Report run(
            ImportSettings settings,
            CommandSide.Patience patience,
            PrintStream out,
            PrintStream err,
            boolean terminal) {
        long began = System.nanoTime();
        CommandSide commandSide = new CommandSide(
                settings.commandUrl(), settings.token(), patience, line -> Progress.notice(err, terminal, line));
        try (Predecessor predecessor = Predecessor.at(settings);
                Report report = Report.into(settings.refused());
                Deliveries deliveries = new Deliveries(commandSide)) {
            Predecessor.Size size = predecessor.size();
            Importing importing = new Importing(settings.defaultZone(), deliveries, report);
            try (Progress progress = new Progress(err, terminal, size.entries(), report::entriesDone)) {
                progress.start();
                predecessor.tell(importing);
                importing.end();
            } finally {
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                out.println(Progress.done(report.entriesDone(), size.entries(), took));
            }
            report.print(out, size);
            return report;
        }
    }
}
