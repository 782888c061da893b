package org.sleepquiz.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sleepquiz.query.QuerySide;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;

/** A query-side as it is shipped: in this JVM, or in one of its own. */
interface QueryNode extends AutoCloseable {

    /** The process in which it runs. */
    long pid();

    @Override
    void close();

    static QueryNode here(Database database, String name, List<String> properties) {
        List<String> arguments = new ArrayList<>(CommandNode.arguments(database, name));
        arguments.addAll(properties);
        ConfigurableApplicationContext context = run(arguments);
        return new QueryNode() {
            @Override
            public long pid() {
                return ProcessHandle.current().pid();
            }

            @Override
            public void close() {
                context.close();
            }
        };
    }

    static QueryNode inItsOwnJvm(Database database, String name, List<String> properties) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(CommandNode.arguments(database, name));
        command.addAll(properties);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said = process.inputReader();
            String line;
            do {
                line = said.readLine();
                if (line == null) {
                    throw new IllegalStateException("the query-side's JVM has ended");
                }
            } while (!line.equals(Main.READY));
            return new QueryNode() {
                @Override
                public long pid() {
                    return process.pid();
                }

                @Override
                public void close() {
                    end(process);
                }
            };
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void end(Process process) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ConfigurableApplicationContext run(List<String> arguments) {
        return QuerySide.application()
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new));
    }

    /** The other JVM: runs until whoever has started it hangs up. */
    final class Main {

        static final String READY = "ready";

        private Main() {}

        public static void main(String[] arguments) throws IOException {
            try (ConfigurableApplicationContext context = run(List.of(arguments));
                    BufferedReader starter = new BufferedReader(new InputStreamReader(System.in))) {
                System.out.println(READY);
                while (context.isRunning() && starter.readLine() != null) {
                    // nothing is said
                }
            }
            System.exit(0);
        }
    }
}
