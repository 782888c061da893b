package org.sleepquiz.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's main process, as its file {@code postmaster.pid} tells of it. */
final class Postmaster {

    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private Postmaster() {}

    /**
     * The process that serves this cluster now. The number in the file alone proves nothing: the process may be gone and the
     * number given to another.
     */
    static Optional<ProcessHandle> running(Path cluster) {
        return processId(cluster.resolve("postmaster.pid"))
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(process -> serves(process.info(), cluster));
    }

    private static boolean serves(ProcessHandle.Info process, Path cluster) {
        return process.command()
                        .filter(command -> command.endsWith("/postgres"))
                        .isPresent()
                && process.arguments()
                        .filter(arguments -> List.of(arguments).contains(cluster.toString()))
                        .isPresent();
    }

    private static Optional<Long> processId(Path file) {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(file).stream()
                    .findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("\\d{1,18}"))
                    .map(Long::valueOf);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Stops what a killed JVM left running and removes the file of one that no longer runs. Only for the holder of the
     * directory's lock: nobody else uses the server then.
     */
    static void stopOrphan(Path cluster) throws IOException {
        Optional<ProcessHandle> orphan = running(cluster);
        if (orphan.isPresent()) {
            LOG.warn(
                    "stopping the PostgreSQL that a killed program left running pid={}",
                    orphan.get().pid());
            interrupt(orphan.get());
            awaitEnd(orphan.get());
        }
        // PostgreSQL refuses to start if the number in it belongs to any process of this user's by now
        Files.deleteIfExists(cluster.resolve("postmaster.pid"));
    }

    /** PostgreSQL's fast shutdown, a signal Java cannot send; the signals it can send wait for clients or skip the checkpoint. */
    private static void interrupt(ProcessHandle process) throws IOException {
        new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).inheritIO().start();
    }

    /** A process that has ended but that nobody has asked about (its parent may be gone) still counts as alive: it runs nothing. */
    static void awaitEnd(ProcessHandle process) {
        Instant limit = Instant.now().plus(STOP_LIMIT);
        while (process.isAlive() && process.info().command().isPresent()) {
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException(
                        "PostgreSQL, pid " + process.pid() + ", did not stop within " + STOP_LIMIT.toSeconds() + " s");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL was stopping", interrupted);
        }
    }
}
