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

    /** Every segment has somebody among so many people, whose last events are the last of the log. */
    private static final int LAST_PEOPLE = 100;

    private static final String LAST_EVENTS =
            "select count(*) from read_model.history where user_id = any (?) and sequence = ?";
    private static final String ALL_ROWS = "select count(*) from read_model.history";

    /** The people who come last in the log, and the number of the last event of each. */
    private record Last(String[] people, int sequence) {}

    @Override
    public void run(Options options, Findings findings) throws Exception {
        int events = options.number("events", 500_000);
        int nights = options.number("nights", 10);
        int rounds = options.number("rounds", 3);
        List<String> properties = options.properties();
        try (Database database = Database.start()) {
            findings.add(database);
            GeneratedLog log = GeneratedLog.in(database, NAME);
            List<String> people = log.people(events, nights);
            String[] last = people.subList(Math.max(0, people.size() - LAST_PEOPLE), people.size())
                    .toArray(String[]::new);
            long stored = log.size();
            Rounds.progress("generated", stored + " events");
            List<Round> copies = new ArrayList<>();
            List<Round> replays = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                copies.add(copy(database, stored));
                replays.add(replay(database, stored, new Last(last, GeneratedLog.eventsOf(nights) - 1), properties));
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
    private static Round replay(Database database, long stored, Last last, List<String> properties) {
        database.execute(NAME, "drop schema if exists read_model cascade");
        try (QueryNode node = QueryNode.here(database, NAME, properties);
                Probe probe = new Probe(database, NAME)) {
            Rounds.progress("started", "query-side in process " + node.pid());
            ProcessorTime before = ProcessorTime.upToNow(database.postmaster());
            probe.await("the first row", () -> probe.isTrue("select exists (select from read_model.history)"));
            long already = probe.number(ALL_ROWS);
            long began = System.nanoTime();
            probe.await(
                    "the last rows", () -> probe.number(LAST_EVENTS, last.people, last.sequence) == last.people.length);
            long ended = System.nanoTime();
            ProcessorTime cost = ProcessorTime.upToNow(database.postmaster()).since(before);
            long rows = probe.number(ALL_ROWS);
            if (rows != stored) {
                throw new IllegalStateException(rows + " of " + stored + " events are in the history");
            }
            return new Round(stored - already, ended - began, null, cost);
        }
    }
}
