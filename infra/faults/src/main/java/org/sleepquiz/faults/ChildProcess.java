package org.sleepquiz.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Java process that can be killed, stopped in its tracks and started again, with the same arguments and ports. */
final class ChildProcess implements AutoCloseable {

    private static final Duration END = Duration.ofSeconds(10);

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private @Nullable Process process; // guarded by this

    /** @param secrets what it is told by its environment, which others on the machine cannot read */
    ChildProcess(
            String name,
            Class<?> main,
            int heapMegabytes,
            List<String> arguments,
            Map<String, String> secrets,
            Path logs) {
        this.name = name;
        this.environment = secrets;
        this.log = logs.resolve(name + ".log");
        this.command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m",
                // quick to start, and many on one small machine
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        this.command.addAll(arguments);
    }

    String name() {
        return name;
    }

    /** Returns at once: whether it serves is another question. */
    synchronized void start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    private synchronized Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process;
    }

    /** SIGKILL. */
    void kill() {
        running().destroyForcibly().onExit().join();
    }

    /** SIGSTOP: the process stands still, its connections stay. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        Commands.run("kill", "-" + signal, Long.toString(running().pid()));
    }

    /** Writes a line to its standard input. */
    void say(String line) {
        try {
            running().getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            running().getOutputStream().flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path log() {
        return log;
    }

    @Override
    public synchronized void close() {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        try {
            process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
