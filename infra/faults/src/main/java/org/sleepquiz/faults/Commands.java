package org.sleepquiz.faults;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Programs of the operating system. */
final class Commands {

    private Commands() {}

    /** @throws IllegalStateException if it does not succeed */
    static void run(String... command) {
        if (!succeeds(command)) {
            throw new IllegalStateException("failed: " + String.join(" ", command));
        }
    }

    static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
