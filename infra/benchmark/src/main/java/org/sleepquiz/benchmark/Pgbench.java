package org.sleepquiz.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sleepquiz.eventstore.SchemaMigration;

/**
 * PostgreSQL's own load generator, written in C: one row like an event, into a table like the log's with all its indexes, in a
 * commit of its own. What it reaches is what a system can reach at most that commits each event by itself.
 */
final class Pgbench {

    private static final String DATABASE = "pgbench";
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("actually processed: ([0-9]+)");

    private static final String INSERT = """
            \\set person random(1, 100000000000000)
            insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type,
                time_stamp, payload_type, payload_revision, payload, meta_data)
            values (gen_random_uuid()::text, :person::text, 1, 'UserSleep', now(), 'QuestionAnswered', '1',
                '{"telegramId":"10000000000","occurredAt":"2026-11-24T06:10:00.123Z","quizId":"0190a6b4-7f2e-7c3d-9e21-5b1d2f8a4c10","question":"SLEEP_LATENCY","value":"FROM_15_TO_30"}',
                '{"traceId":"0190a6b4-7f2e-7c3d-9e21-5b1d2f8a4c11","correlationId":"0190a6b4-7f2e-7c3d-9e21-5b1d2f8a4c11"}');
            """;

    private final Database database;
    private final List<Integer> clients;
    private final String program;
    private final Path script;

    private Pgbench(Database database, Options options) {
        this.database = database;
        this.clients = options.numbers("pgbench-clients", "1,4,16,64");
        this.program = options.text("pgbench", "pgbench");
        this.script = database.directory().resolve("one-row.sql");
    }

    /** In a database of its own, with the log's tables as the product makes them. */
    static Pgbench on(Database database, Options options) {
        Pgbench pgbench = new Pgbench(database, options);
        database.create(DATABASE);
        SchemaMigration.migrate(database.dataSource(DATABASE), "event_store", "classpath:db/event-store");
        try {
            Files.writeString(pgbench.script, INSERT);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return pgbench;
    }

    /** The number of clients with which it is fastest here and now. */
    int fastest(Duration length, Report.Table tried) {
        int fastest = 0;
        double best = 0;
        for (int number : clients) {
            double rate = run(number, length).perSecond();
            tried.rows().add(List.of(Integer.toString(number), Report.figure(rate)));
            if (rate > best) {
                best = rate;
                fastest = number;
            }
        }
        return fastest;
    }

    Contender with(int clients) {
        return Contender.of("pgbench, one row per commit, " + clients + " clients", length -> run(clients, length));
    }

    private Round run(int clients, Duration length) {
        int threads = Math.min(clients, Runtime.getRuntime().availableProcessors());
        ProcessBuilder command = new ProcessBuilder(
                        program,
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--file=" + script,
                        "--client=" + clients,
                        "--jobs=" + threads,
                        "--time=" + Math.max(1, length.toSeconds()),
                        "--host=127.0.0.1",
                        "--port=" + database.port(),
                        "--username=" + database.user(),
                        DATABASE)
                .redirectErrorStream(true);
        command.environment().put("PGPASSWORD", database.password());
        try {
            Process process = command.start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException("pgbench failed: " + output);
            }
            // without the time that it takes to connect: to its advantage
            long count = Long.parseLong(first(COUNT, output));
            if (count == 0) {
                // all of the time has gone into connecting
                return run(clients, length.plusSeconds(2));
            }
            double rate = Double.parseDouble(first(RATE, output));
            return new Round(count, Math.round(count / rate * 1e9), null, null);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String first(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IllegalStateException("pgbench said: " + output);
        }
        return matcher.group(1);
    }
}
