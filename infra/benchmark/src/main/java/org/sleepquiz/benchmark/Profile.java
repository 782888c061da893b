package org.sleepquiz.benchmark;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the microseconds of a command go: by processor time in the JVM and in PostgreSQL, and the JVM's part by whose code it
 * was, going by samples of the running threads.
 */
final class Profile implements Benchmark {

    /** By processor time, where the JVM can; by wall-clock time of running threads elsewhere. */
    private static final String BY_CPU_TIME = "jdk.CPUTimeSample";

    private static final String BY_TURNS = "jdk.ExecutionSample";
    private static final Duration PERIOD = Duration.ofMillis(10);

    /** The first name that begins a class's name says whose code it is. */
    private static final Map<String, String> OWNERS = owners();

    private static Map<String, String> owners() {
        Map<String, String> owners = new LinkedHashMap<>();
        owners.put("org.sleepquiz.benchmark.", "the load");
        owners.put("org.HdrHistogram.", "the load");
        owners.put("org.sleepquiz.eventstore.", "sleepquiz: event store");
        owners.put("org.sleepquiz.", "sleepquiz: messages, rules, HTTP");
        owners.put("org.pcollections.", "sleepquiz: messages, rules, HTTP");
        owners.put("org.axonframework.", "Axon");
        owners.put("tools.jackson.", "Jackson");
        owners.put("com.fasterxml.jackson.", "Jackson");
        owners.put("org.postgresql.", "pgjdbc");
        owners.put("com.zaxxer.hikari.", "HikariCP");
        owners.put("org.springframework.", "Spring");
        owners.put("org.apache.catalina.", "Tomcat");
        owners.put("org.apache.coyote.", "Tomcat");
        owners.put("org.apache.tomcat.", "Tomcat");
        owners.put("com.nimbusds.", "token check (Nimbus)");
        owners.put("com.github.benmanes.caffeine.", "Caffeine");
        owners.put("io.micrometer.", "Micrometer");
        owners.put("org.apache.kafka.", "Kafka client");
        owners.put("kafka.", "Kafka broker");
        return owners;
    }

    @Override
    public void run(Options options, Findings findings) throws Exception {
        String way = options.text("over", "process");
        List<Integer> inFlight = options.numbers("in-flight", "64");
        Rounds rounds = Rounds.of(options);
        Load.Waiting waiting = Answers.waiting(options);
        try (Database database = Database.start();
                Nodes nodes = Nodes.start(database, options.list("engines", "group"), options.properties())) {
            findings.add(database);
            Answers.contenders(way, Answers.FULL_LOAD, nodes, waiting).forEach(rounds::warmUp);
            for (int clients : inFlight) {
                for (Contender contender : Answers.contenders(way, clients, nodes, waiting)) {
                    profile(database, contender, rounds, findings);
                }
            }
        }
    }

    private static void profile(Database database, Contender contender, Rounds rounds, Findings findings)
            throws IOException {
        List<Round> measured = rounds.alternate(database, List.of(contender)).get(contender.name());
        Work before = Work.upToNow(database);
        Round counted = contender.run(rounds.length());
        Work work = Work.upToNow(database).since(before);
        Round round;
        Path file = database.directory().resolve("samples.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(sampled()).withPeriod(PERIOD).withStackTrace();
            if (sampled().equals(BY_CPU_TIME)) {
                recording
                        .enable(BY_CPU_TIME)
                        .with("throttle", PERIOD.toMillis() + "ms")
                        .withStackTrace();
            }
            recording.start();
            round = contender.run(rounds.length().multipliedBy(2));
            recording.stop();
            recording.dump(file);
        }
        Report.Measurement measurement = Report.Measurement.ofRounds(contender.name(), "commands/s", measured);
        findings.add(measurement);
        Rounds.progress("sampled", Report.figure(round.perSecond()) + "/s while sampling");
        addWork(contender.name(), counted.operations(), work, findings);
        addSamples(contender.name(), file, measurement, findings);
        Files.delete(file);
    }

    private static void addWork(String name, double commands, Work work, Findings findings) {
        Report.Table table =
                findings.table("PostgreSQL's and the JVM's work per command: " + name, "what", "per command");
        table.rows().add(List.of("transactions", Report.figure(work.transactions / commands)));
        table.rows().add(List.of("flushes of the write-ahead log", Report.figure(work.flushes / commands)));
        table.rows().add(List.of("bytes of the write-ahead log", Report.figure(work.walBytes / commands)));
        table.rows()
                .add(List.of("garbage collection, µs elapsed", Report.figure(work.collectionMillis * 1e3 / commands)));
        table.rows()
                .add(List.of("JIT compilation, µs elapsed", Report.figure(work.compilationMillis * 1e3 / commands)));
    }

    private static void addSamples(String name, Path file, Report.Measurement measurement, Findings findings)
            throws IOException {
        Map<String, Integer> byOwner = new LinkedHashMap<>();
        Map<String, Integer> byMethod = new LinkedHashMap<>();
        int all = 0;
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                RecordedStackTrace stack = event.getStackTrace();
                if (stack != null && event.getEventType().getName().equals(sampled())) {
                    all++;
                    byOwner.merge(owner(stack), 1, Integer::sum);
                    byMethod.merge(method(stack.getFrames().get(0)), 1, Integer::sum);
                }
            }
        }
        double jvmMicros = measurement.microsPerOperation() == null
                ? 0
                : measurement.microsPerOperation().getOrDefault("jvm", 0.0);
        Report.Table owners = findings.table(
                "Whose code the JVM's %s µs per command run: %s (%d samples, %s)"
                        .formatted(Report.figure(jvmMicros), name, all, sampled()),
                "code",
                "share",
                "µs per command");
        rows(owners, byOwner, all, jvmMicros, Integer.MAX_VALUE);
        Report.Table methods =
                findings.table("Methods at work most often: " + name, "method", "share", "µs per command");
        rows(methods, byMethod, all, jvmMicros, 25);
    }

    private static void rows(Report.Table table, Map<String, Integer> counts, int all, double micros, int most) {
        counts.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<String, Integer>::getValue)
                        .reversed())
                .limit(most)
                .forEach(count -> {
                    double share = (double) count.getValue() / all;
                    table.rows()
                            .add(List.of(
                                    count.getKey(), Report.figure(share * 100) + " %", Report.figure(share * micros)));
                });
    }

    private static String sampled() {
        return FlightRecorder.getFlightRecorder().getEventTypes().stream()
                        .map(EventType::getName)
                        .anyMatch(BY_CPU_TIME::equals)
                ? BY_CPU_TIME
                : BY_TURNS;
    }

    /** Who called the JDK's code in which the thread was, if it was there. */
    private static String owner(RecordedStackTrace stack) {
        for (RecordedFrame frame : stack.getFrames()) {
            String owner = ownerOf(frame);
            if (owner != null) {
                return owner;
            }
        }
        return "JDK alone";
    }

    private static @Nullable String ownerOf(RecordedFrame frame) {
        if (!frame.isJavaFrame()) {
            return null;
        }
        String type = frame.getMethod().getType().getName();
        for (Map.Entry<String, String> owner : OWNERS.entrySet()) {
            if (type.startsWith(owner.getKey())) {
                return owner.getValue();
            }
        }
        return isOfJdk(type) ? null : "others";
    }

    private static boolean isOfJdk(String type) {
        return List.of("java.", "javax.", "jdk.", "sun.", "com.sun.").stream().anyMatch(type::startsWith);
    }

    private static String method(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName();
    }

    /** What was done up to some moment. */
    private record Work(
            double transactions, double flushes, double walBytes, double collectionMillis, double compilationMillis) {

        static Work upToNow(Database database) {
            long collections = ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                    .sum();
            CompilationMXBean compilation = ManagementFactory.getCompilationMXBean();
            List<Double> server = new ArrayList<>();
            for (String query : List.of(
                    "select sum(xact_commit + xact_rollback) from pg_stat_database where datname like 'sleepquiz%'",
                    "select coalesce(sum(fsyncs), 0) from pg_stat_io where object = 'wal'",
                    "select wal_bytes from pg_stat_wal")) {
                server.add(Double.valueOf(database.text("postgres", query)));
            }
            return new Work(
                    server.get(0), server.get(1), server.get(2), collections, compilation.getTotalCompilationTime());
        }

        Work since(Work earlier) {
            return new Work(
                    transactions - earlier.transactions,
                    flushes - earlier.flushes,
                    walBytes - earlier.walBytes,
                    collectionMillis - earlier.collectionMillis,
                    compilationMillis - earlier.compilationMillis);
        }
    }
}
