package org.sleepquiz.standalone;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The launcher in a process of its own, as {@code ./sleepquiz} starts it on a Java without a start cache. */
final class Launched implements AutoCloseable {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final Map<String, String> FREE_PORTS = Map.of(
            "SLEEPQUIZ_CHAT_PORT", "0",
            "SLEEPQUIZ_COMMAND_PORT", "0",
            "SLEEPQUIZ_QUERY_PORT", "0",
            "SLEEPQUIZ_BOT_PORT", "0",
            "SLEEPQUIZ_POSTGRES_PORT", "0",
            "SLEEPQUIZ_KAFKA_PORT", "0");

    /** The last one is for short lives. */
    private static final List<String> OPTIONS = List.of("-Xmx448m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final Path LAUNCH = Path.of("target", "launched-by-tests");

    private final Process process;
    private final Path out;
    private final Path err;

    private Launched(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Launched with(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(OPTIONS);
        command.addAll(List.of("-jar", Laid.OUT.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLEEPQUIZ_") || name.startsWith("TELEGRAM_"));
        builder.environment().putAll(FREE_PORTS);
        builder.environment().putAll(environment);
        Path out = Files.createTempFile("sleepquiz", ".out");
        Path err = Files.createTempFile("sleepquiz", ".err");
        return new Launched(
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    /** As files, once for all tests. */
    private static final class Laid {

        static final Path OUT = out();

        private static Path out() {
            try {
                Path packaged = jarIn(LAUNCH.getParent());
                Process layingOut = new ProcessBuilder(
                                JAVA,
                                "-Djarmode=tools",
                                "-jar",
                                packaged.toString(),
                                "extract",
                                "--force",
                                "--destination",
                                LAUNCH.toString())
                        .inheritIO()
                        .start();
                if (layingOut.waitFor() != 0) {
                    throw new IllegalStateException("what was built cannot be laid out");
                }
                return jarIn(LAUNCH);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }

        private static Path jarIn(Path directory) throws IOException {
            try (Stream<Path> files = Files.list(directory)) {
                return files.filter(file -> file.getFileName().toString().endsWith("-exec.jar"))
                        .findFirst()
                        .orElseThrow();
            }
        }
    }

    /** Waits for the end; the exit code. */
    int ends() throws InterruptedException {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new AssertionError("still running; it said " + out() + err());
        }
        return process.exitValue();
    }

    /** Waits until it says that it is ready. */
    Launched isReady() {
        await().atMost(Duration.ofSeconds(120)).until(() -> !process.isAlive() || out().contains("Ready."));
        if (!process.isAlive()) {
            throw new AssertionError("ended; it said " + out() + err());
        }
        return this;
    }

    /** What it printed behind a name. */
    String address(String name) {
        return out().lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElseThrow();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** As Ctrl-C does. */
    void isAskedToStop() {
        process.destroy();
    }

    /** As a power failure does, to this process at least. */
    void isKilled() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        } finally {
            process.destroyForcibly();
        }
    }
}
