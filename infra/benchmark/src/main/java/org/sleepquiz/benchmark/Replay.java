package org.sleepquiz.benchmark;

import java.io.OutputStream;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** How fast an empty read model catches up with a log, beside {@code COPY} of the same table to a client. */
final class Replay implements Experiment {

    private static final String NAME = "sleepquiz_replay";
    private static final String COPY =
            "copy (select * from event_store.domain_event_entry order by global_index) to stdout";

    /** From which part of the log on the rows are counted one by one; before that, the server's statistics do. */
    private static final double NEARLY = 0.9;

    @Override
    public void run(Options options, Findings findings) throws Exception {
        int events = options.number("events", 500_000);
        int rounds = options.number("rounds", 3);
        List<String> properties = options.properties();
        try (Database database = Database.start()) {
            findings.add(database);
            GeneratedLog log = GeneratedLog.in(database, NAME);
            log.people(events);
            long stored = log.size();
            Rounds.progress("generated", stored + " events");
            List<Round> copies = new ArrayList<>();
            List<Round> replays = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                copies.add(copy(database, stored));
                replays.add(replay(database, stored, properties));
                Rounds.progress(
                        "round " + round,
                        "copy %s/s, replay %s/s"
                                .formatted(
                                        Report.figure(copies.get(round - 1).perSecond()),
                                        Report.figure(replays.get(round - 1).perSecond())));
            }
            String replay = "replay into all tables of the read model";
            findings.add(Report.Measurement.ofRounds("copy to stdout", "events/s", copies));
            findings.add(Report.Measurement.ofRounds(replay, "events/s", replays));
            findings.add(Report.Ratio.ofRounds(replay, replays, "copy to stdout", copies));
        }
    }

    private static Round copy(Database database, long stored) throws Exception {
        try (Connection connection = database.connect(NAME)) {
            long began = System.nanoTime();
            long rows =
                    connection.unwrap(PGConnection.class).getCopyAPI().copyOut(COPY, OutputStream.nullOutputStream());
            if (rows != stored) {
                throw new IllegalStateException(rows + " rows were copied, not " + stored);
            }
            return new Round(rows, System.nanoTime() - began, null, null);
        }
    }

    /** From the first row that is there, so that the start of the application does not count. */
    private static Round replay(Database database, long stored, List<String> properties) {
        database.execute(NAME, "drop schema if exists read_model cascade");
        try (QueryNode node = QueryNode.here(database, NAME, properties);
                Probe probe = new Probe(database, NAME)) {
            Rounds.progress("started", "query-side in process " + node.pid());
            ProcessorTime before = ProcessorTime.upToNow(database.postmaster());
            probe.await("the first row", () -> probe.isTrue("select exists (select from read_model.history)"));
            long already = probe.number("select count(*) from read_model.history");
            long began = System.nanoTime();
            probe.await(
                    "most rows",
                    () -> probe.number("select n_tup_ins from pg_stat_user_tables"
                                    + " where relid = 'read_model.history'::regclass")
                            >= stored * NEARLY - already);
            probe.await("all rows", () -> probe.number("select count(*) from read_model.history") >= stored);
            long ended = System.nanoTime();
            ProcessorTime cost = ProcessorTime.upToNow(database.postmaster()).since(before);
            return new Round(stored - already, ended - began, null, cost);
        }
    }
}
