package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.testsupport.CountedWrites;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestKafka;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two of each side on one database and one Kafka, under load, while nodes die and are replaced. */
class ManyNodesIT {

    private static final int USERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofMillis(100);

    /** A segment of a node that is dead is taken over after that time; the least that can be set. */
    private static final String CLAIMS = "--sleepquiz.token-claim-timeout=11s";

    /** What a doomed node is about to store waits for a lock: in the middle of a batch, whatever that has done elsewhere. */
    private static final String DOOMED = "--spring.datasource.hikari.data-source-properties.ApplicationName=doomed";

    private static final long HOLD = 551;

    private final Load load = new Load();

    @Test // #5
    void nodesDieInTheMiddleOfABatchAndAreReplacedAndNothingIsLostOrDoubledOrStandsStill(@TempDir Path directory)
            throws Exception {
        TestDatabase database = TestPostgres.freshDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        try (TestKafka kafka = TestKafka.ownBroker();
                Sides sides = new Sides(database, kafka.bootstrapServers(), directory)) {
            String[] command = {CLAIMS, "--sleepquiz.prompts.enabled=false"};
            String[] query = {CLAIMS, "--sleepquiz.diary.claim-interval=200ms"};
            String doomedCommand = sides.commandSide(CLAIMS, "--sleepquiz.prompts.enabled=false", DOOMED);
            String otherCommand = sides.commandSide(command);
            String doomedQuery = sides.querySide(CLAIMS, "--sleepquiz.diary.claim-interval=200ms", DOOMED);
            String otherQuery = sides.querySide(query);
            share(sides, "diary", 4, doomedQuery, otherQuery);
            share(sides, "publisher", 2, doomedCommand, otherCommand);
            CountedWrites writes = CountedWrites.in(database);

            load.nodes.addAll(List.of(doomedCommand, otherCommand));
            load.begin(sides);
            load.awaitProgress();
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                holdUpTheDoomed(statement);
                await().atMost(PATIENCE).until(() -> heldUp(jdbc) == 2);
                sides.kill(doomedCommand);
                sides.kill(doomedQuery);
                letGo(statement);
            }
            load.awaitProgress();

            // a deployment: the new node is there before the old one goes
            String newCommand = sides.commandSide(command);
            load.nodes.add(newCommand);
            sides.stop(otherCommand);
            load.awaitProgress();
            load.end();

            List<Event> log = log(sides.node(newCommand).getBean(EventStorageEngine.class));
            assertThat(fold(log)).isEqualTo(load.acknowledged());
            assertReadModel(jdbc, writes, log);
            assertTopic(kafka.bootstrapServers(), log);
        } finally {
            load.giveUp();
        }
    }

    /** Lets the second node have half of what the first began with alone. */
    private static void share(Sides sides, String processor, int segments, String first, String second) {
        await().atMost(PATIENCE)
                .until(() -> segmentsOf(sides, processor, first) + segmentsOf(sides, processor, second) == segments);
        StreamingEventProcessor begun = processor(sides, processor, first);
        int surplus = segmentsOf(sides, processor, first) - segments / 2;
        StreamingEventProcessor giving = surplus >= 0 ? begun : processor(sides, processor, second);
        giving.processingStatus().keySet().stream().limit(Math.abs(surplus)).forEach(giving::releaseSegment);
        await().atMost(PATIENCE)
                .until(() -> segmentsOf(sides, processor, first) == segments / 2
                        && segmentsOf(sides, processor, second) == segments / 2);
    }

    private static int segmentsOf(Sides sides, String processor, String node) {
        return processor(sides, processor, node).processingStatus().size();
    }

    private static StreamingEventProcessor processor(Sides sides, String processor, String node) {
        return sides.node(node)
                .getBean(EventProcessingConfiguration.class)
                .eventProcessor(processor, StreamingEventProcessor.class)
                .orElseThrow();
    }

    /** The query-side before its rows, the publisher after its records and before its token. */
    private static void holdUpTheDoomed(Statement statement) throws SQLException {
        statement.execute("select pg_advisory_lock(" + HOLD + ")");
        statement.execute("""
                create function public.hold_up() returns trigger language plpgsql as $$
                begin
                    if current_setting('application_name') = 'doomed' then
                        perform pg_advisory_xact_lock_shared(%d);
                    end if;
                    return new;
                end $$
                """.formatted(HOLD));
        statement.execute("""
                create trigger hold_up before insert or update on read_model.history
                for each row execute function public.hold_up()
                """);
        statement.execute("""
                create trigger hold_up before update on event_store.token_entry
                for each row when (new.token is distinct from old.token) execute function public.hold_up()
                """);
    }

    /** How many of the two tables a doomed node is about to write to. */
    private static long heldUp(JdbcClient jdbc) {
        return jdbc.sql("""
                        select count(distinct written.relation)
                        from pg_locks waiting
                        join pg_locks written on written.pid = waiting.pid
                        where waiting.locktype = 'advisory' and waiting.objid = :hold and not waiting.granted
                          and written.mode = 'RowExclusiveLock'
                          and written.relation in ('read_model.history'::regclass, 'event_store.token_entry'::regclass)
                        """).param("hold", HOLD).query(Long.class).single();
    }

    private static void letGo(Statement statement) throws SQLException {
        statement.execute("select pg_advisory_unlock(" + HOLD + ")");
        statement.execute("drop function public.hold_up() cascade");
    }

    private record Event(String id, String user, long sequence, UserSleepEvent event) {}

    private static List<Event> log(EventStorageEngine engine) {
        List<Event> log = new ArrayList<>();
        engine.readEvents(null, false)
                .forEach(event -> log.add(new Event(
                        event.getIdentifier(),
                        ((DomainEventMessage<?>) event).getAggregateIdentifier(),
                        ((DomainEventMessage<?>) event).getSequenceNumber(),
                        (UserSleepEvent) event.getPayload())));
        return log;
    }

    /** The quality of each night of each user, by the events alone. */
    private static Map<String, Map<LocalDate, Integer>> fold(List<Event> log) {
        Map<String, Map<LocalDate, Integer>> nights = new TreeMap<>();
        for (Event each : log) {
            if (each.event() instanceof QuizCompleted completed) {
                nights.computeIfAbsent(each.user(), user -> new TreeMap<>())
                        .put(
                                completed.entry().nightDate(),
                                completed.entry().answers().sleepQuality());
            } else if (each.event() instanceof SleepEntryCorrected corrected) {
                nights.computeIfAbsent(each.user(), user -> new TreeMap<>())
                        .put(
                                corrected.entry().nightDate(),
                                corrected.entry().answers().sleepQuality());
            }
        }
        return nights;
    }

    private static void assertReadModel(JdbcClient jdbc, CountedWrites writes, List<Event> log) {
        List<String> expected = log.stream()
                .map(each -> each.user() + " " + each.sequence() + " " + each.id())
                .sorted()
                .toList();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(count(jdbc, "read_model.history")).isEqualTo(log.size()));
        assertThat(jdbc
                        .sql("select user_id || ' ' || sequence || ' ' || event_id from read_model.history")
                        .query(String.class)
                        .list()
                        .stream()
                        .sorted())
                .containsExactlyElementsOf(expected);
        assertThat(writes.sequences()).as("rows written, and not rolled back").hasSize(log.size());
        Map<String, Map<LocalDate, Integer>> nights = new TreeMap<>();
        jdbc.sql("select user_id, night_date, sleep_quality from read_model.sleep_entries")
                .query(row -> {
                    nights.computeIfAbsent(row.getString(1), user -> new TreeMap<>())
                            .put(row.getObject(2, LocalDate.class), row.getInt(3));
                });
        assertThat(nights).isEqualTo(fold(log));
    }

    private static long count(JdbcClient jdbc, String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private static void assertTopic(String kafka, List<Event> log) {
        Map<String, List<String>> expected = new HashMap<>();
        log.forEach(each ->
                expected.computeIfAbsent(each.user(), user -> new ArrayList<>()).add(each.id()));
        Map<String, List<String>> seen = new HashMap<>();
        Set<String> ids = new HashSet<>();
        EventRecords.all(
                        kafka,
                        PATIENCE,
                        records -> records.stream()
                                        .map(EventRecords.Seen::id)
                                        .distinct()
                                        .count()
                                >= log.size())
                .forEach(record -> {
                    // at least once: what comes again is passed over by its id, as the contract has it
                    if (ids.add(record.id())) {
                        seen.computeIfAbsent(record.key(), user -> new ArrayList<>())
                                .add(record.id());
                    }
                });
        assertThat(seen).isEqualTo(expected);
    }

    /**
     * Two clients for each user, which begin at different nodes and turn to another when one does not answer. A client records the
     * next night only when the last one was acknowledged, and corrects every third.
     */
    private static final class Load {

        private static final LocalDate FIRST_NIGHT = LocalDate.of(2020, 1, 1);
        private static final int CLIENTS = 2;
        private static final int A_WHILE = 8;

        private final List<String> nodes = new CopyOnWriteArrayList<>();
        private final Map<String, Map<LocalDate, Integer>> acknowledged = new ConcurrentHashMap<>();
        private final List<Thread> threads = new ArrayList<>();
        private final List<AtomicInteger> done = new ArrayList<>();
        private volatile boolean ending;
        private volatile boolean givenUp;

        void begin(Sides sides) {
            for (int number = 0; number < USERS * CLIENTS; number++) {
                int client = number;
                AtomicInteger its = new AtomicInteger();
                done.add(its);
                Thread thread = new Thread(() -> record(sides, client, its), "client-" + client);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        private void record(Sides sides, int client, AtomicInteger its) {
            String user = Integer.toString(6_000 + client / CLIENTS);
            int node = client;
            for (int number = 0; !ending; number++) {
                // some nights come a second time, with something else to say; no night is both clients'
                LocalDate night = FIRST_NIGHT.plusDays((number - number / 3) * (long) CLIENTS + client % CLIENTS);
                int quality = 1 + number % 10;
                while (!isAcknowledged(sides, nodes.get(node % nodes.size()) + user, night, quality)) {
                    if (givenUp) {
                        return;
                    }
                    node++;
                    LockSupport.parkNanos(PACE.toNanos());
                }
                acknowledged
                        .computeIfAbsent(user, none -> new ConcurrentHashMap<>())
                        .put(night, quality);
                its.incrementAndGet();
                LockSupport.parkNanos(PACE.toNanos());
            }
        }

        private static boolean isAcknowledged(Sides sides, String user, LocalDate night, int quality) {
            try {
                HttpResponse<String> reply = sides.send("POST", user + "/entries", """
                                {"nightDate":"%s","answers":{"BEDTIME":"22:15","SLEEP_LATENCY":"UNDER_15","WAKE_TIME":"07:00",
                                 "NIGHT_WAKINGS":"NONE","SLEEP_QUALITY":%d,"PHONE_USAGE":false,"DISRUPTIONS":[],"ALERTNESS":7}}
                                """.formatted(night, quality))
                        .join();
                return reply.statusCode() == 200;
            } catch (CompletionException away) {
                return false;
            }
        }

        /** Every client is served again and again, whatever has happened. */
        void awaitProgress() {
            List<Integer> before = done.stream().map(AtomicInteger::get).toList();
            await().atMost(PATIENCE)
                    .until(() -> IntStream.range(0, done.size())
                            .allMatch(client -> done.get(client).get() >= before.get(client) + A_WHILE));
        }

        /** Every client ends when what it is about to record is acknowledged. */
        void end() throws InterruptedException {
            ending = true;
            for (Thread thread : threads) {
                thread.join(PATIENCE.toMillis());
            }
        }

        void giveUp() {
            ending = true;
            givenUp = true;
        }

        /** By user and night. */
        Map<String, Map<LocalDate, Integer>> acknowledged() {
            Map<String, Map<LocalDate, Integer>> sorted = new TreeMap<>();
            acknowledged.forEach((user, nights) -> sorted.put(user, new TreeMap<>(nights)));
            return sorted;
        }
    }
}
