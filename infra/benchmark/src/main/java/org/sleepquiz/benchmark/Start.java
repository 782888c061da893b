package org.sleepquiz.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenKeys;

/** How long {@code ./sleepquiz up} takes until it is ready, and what memory it holds then and with many open quizzes. */
final class Start implements Experiment {

    @Override
    public void run(Options options, Findings findings) throws Exception {
        int rounds = options.number("rounds", 3);
        int open = options.number("open", 5_000);
        Duration rest = options.seconds("rest", 10);
        Path launcher = Path.of(options.text("launcher", System.getProperty("sleepquiz.root", ".") + "/sleepquiz"));
        buildWhatIsMissing(launcher);
        List<Double> empty = new ArrayList<>();
        List<Double> existing = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        List<Double> openQuizzes = new ArrayList<>();
        Path parent = Path.of(System.getProperty("sleepquiz.benchmark.directory", "target"))
                .toAbsolutePath();
        for (int round = 1; round <= rounds; round++) {
            Path directory = Files.createTempDirectory(Files.createDirectories(parent), "data-");
            Path data = directory.resolve("sleepquiz");
            try (Running system = Running.up(launcher, data)) {
                empty.add(system.secondsToReady);
                system.openQuizzes(open);
            }
            try (Running system = Running.up(launcher, data)) {
                existing.add(system.secondsToReady);
                TimeUnit.SECONDS.sleep(rest.toSeconds());
                resident.add(system.residentMebibytes());
                double before = system.liveKibibytes();
                system.openQuizzes(open);
                openQuizzes.add((system.liveKibibytes() - before) / 1024 * 1000 / open);
                findings.add(Report.Measurement.once(
                        "resident memory of the JVM with %,d open quizzes, round %d".formatted(open, round),
                        "MiB",
                        system.residentMebibytes()));
            }
            Database.delete(directory);
            Rounds.progress("round " + round, "ready after %s s and %s s".formatted(empty, existing));
        }
        findings.add(Report.Measurement.of("./sleepquiz up until ready, no data", "s", empty, rounds));
        findings.add(Report.Measurement.of("./sleepquiz up until ready, on existing data", "s", existing, rounds));
        findings.add(Report.Measurement.of("resident memory of the JVM at rest", "MiB", resident, rounds));
        findings.add(Report.Measurement.of(
                "live heap per 1,000 open quizzes, after a collection", "MiB", openQuizzes, rounds));
    }

    /** Without arguments the launcher says how it is used, after it has built what is missing. */
    private static void buildWhatIsMissing(Path launcher) throws IOException, InterruptedException {
        Rounds.progress("build", launcher.toString());
        new ProcessBuilder(launcher.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** A system of its own process, on free ports. */
    private static final class Running implements AutoCloseable {

        private static final Pattern COMMAND_API = Pattern.compile("command API +(http://[^/]+)/.*");
        private static final Pattern USED = Pattern.compile("used ([0-9]+)K");
        private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

        private final Process process;
        private final double secondsToReady;
        private final String commandApi;
        private final String token;

        private Running(Process process, double secondsToReady, String commandApi, String token) {
            this.process = process;
            this.secondsToReady = secondsToReady;
            this.commandApi = commandApi;
            this.token = token;
        }

        static Running up(Path launcher, Path data) throws IOException {
            ProcessBuilder command = new ProcessBuilder(launcher.toString(), "up", "--data", data.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            Map<String, String> environment = command.environment();
            for (String port : List.of("CHAT", "COMMAND", "QUERY", "BOT", "POSTGRES", "KAFKA")) {
                environment.put("SLEEPQUIZ_" + port + "_PORT", "0");
            }
            environment.put("JAVA_HOME", System.getProperty("java.home"));
            long began = System.nanoTime();
            Process process = command.start();
            BufferedReader said = process.inputReader();
            String commandApi = "";
            String line = said.readLine();
            while (line != null && !line.startsWith("Ready.")) {
                Matcher address = COMMAND_API.matcher(line);
                if (address.matches()) {
                    commandApi = address.group(1);
                }
                line = said.readLine();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            if (line == null) {
                throw new IllegalStateException("the system has ended before it was ready");
            }
            String token = TokenKeys.keptIn(data).issuer().issue(Role.BOT, Duration.ofHours(1));
            return new Running(process, seconds, commandApi, token);
        }

        /** One after the other: it is their memory that counts. */
        void openQuizzes(int count) throws IOException, InterruptedException {
            HttpClient client = HttpClient.newHttpClient();
            for (int number = 0; number < count; number++) {
                Quiz quiz = Quiz.ofNewPerson();
                HttpRequest start = HttpRequest.newBuilder(
                                URI.create(commandApi + "/api/v1/users/" + quiz.telegramId() + "/quizzes"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"quizId\":\"" + quiz.quizId() + "\"}"))
                        .build();
                int status = client.send(start, BodyHandlers.discarding()).statusCode();
                if (status != 200) {
                    throw new IllegalStateException("a quiz could not be opened: " + status);
                }
            }
        }

        double residentMebibytes() {
            return ProcessorTime.residentBytes(jvm()) / (double) (1 << 20);
        }

        /** What is left of the heap after a full collection. */
        double liveKibibytes() throws IOException {
            jcmd("GC.run");
            String info = jcmd("GC.heap_info");
            double used = info.lines()
                    .filter(line -> !line.contains("Metaspace") && !line.contains("class space"))
                    .map(USED::matcher)
                    .filter(Matcher::find)
                    .mapToDouble(generation -> Double.parseDouble(generation.group(1)))
                    .sum();
            if (used == 0) {
                throw new IllegalStateException("the JVM does not tell its heap: " + info);
            }
            return used;
        }

        private String jcmd(String command) throws IOException {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(jvm()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            return new String(jcmd.getInputStream().readAllBytes());
        }

        /** The launcher becomes the JVM, or starts it. */
        private long jvm() {
            return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .filter(candidate -> candidate.info().command().orElse("").endsWith("/java"))
                    .findFirst()
                    .orElseThrow()
                    .pid();
        }

        @Override
        public void close() {
            ProcessHandle.of(jvm()).ifPresent(ProcessHandle::destroy);
            try {
                if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the system does not stop");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
