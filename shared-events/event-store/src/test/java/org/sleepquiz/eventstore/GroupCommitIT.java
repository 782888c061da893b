package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.eventstore.EventExamples.registered;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.testsupport.TestPostgres;

/** What happens to those who append at the same time as others. */
class GroupCommitIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(TestPostgres.freshDatabase());
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        store.close();
    }

    @Test // #3
    void whoCommitsAtTheSameTimeSharesACommitAndOnlyTheLosersFail() throws Exception {
        append("taken", 0);
        append("another", 0);
        Map<String, CompletableFuture<Void>> appends = new TreeMap<>();
        try (Connection erasing = holdTheLog()) {
            CompletableFuture<Void> first = appendBeside("first", 0);
            await().atMost(PATIENCE).until(() -> waitingForLocks() == 1);
            for (int user = 0; user < 50; user++) {
                appends.put("user" + user, appendBeside("user" + user, 0));
            }
            appends.put("taken", appendBeside("taken", 0));
            appends.put("another, too far", appendBeside("another", 2));
            appends.put("nobody", appendBeside("nobody", 1));
            await().atMost(PATIENCE)
                    .until(() -> store.bean(GroupCommittingEngine.class).waiting() == 53);
            assertThat(first).as("before its commit").isNotDone();
            erasing.rollback();
            first.get();
        }

        Map<String, Class<?>> failures = new TreeMap<>();
        appends.forEach((name, append) -> {
            Throwable failure = append.handle((done, failed) -> failed).join();
            if (failure != null) {
                failures.put(name, failure.getClass());
            }
        });
        assertThat(failures)
                .isEqualTo(Map.of(
                        "taken",
                        ConcurrencyException.class,
                        "another, too far",
                        ConcurrencyException.class,
                        "nobody",
                        ConcurrencyException.class));
        assertThat(store.jdbc().sql("""
                                select count(distinct xmin::text) || ' commit of ' || count(*)
                                from event_store.domain_event_entry where aggregate_identifier like 'user%'
                                """).query(String.class).single()).isEqualTo("1 commit of 50");
        assertThat(store.count("event_store.domain_event_entry")).isEqualTo(53);
    }

    @Test // #3
    void aPlaceThatIsTakenBetweenLookAndInsertCostsOnlyItsOwnAppend() throws Exception {
        Map<String, CompletableFuture<Void>> appends = new TreeMap<>();
        try (Connection other = store.bean(DataSource.class).getConnection();
                Statement elsewhere = other.createStatement()) {
            other.setAutoCommit(false);
            elsewhere.execute("""
                    insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type,
                        time_stamp, payload_type, payload_revision, payload, meta_data)
                    values ('elsewhere', 'contested', 0, 'UserSleep', now(), 'UserRegistered', '1', '{}', '{}')
                    """);
            try (Connection erasing = holdTheLog()) {
                CompletableFuture<Void> first = appendBeside("first", 0);
                await().atMost(PATIENCE).until(() -> waitingForLocks() == 1);
                for (String user : List.of("before", "contested", "after")) {
                    appends.put(user, appendBeside(user, 0));
                }
                await().atMost(PATIENCE)
                        .until(() -> store.bean(GroupCommittingEngine.class).waiting() == 3);
                erasing.rollback();
                first.get();
            }
            // the insert has met the row that is not committed yet
            await().atMost(PATIENCE).until(() -> waitingForLocks() == 1);
            assertThat(appends.values()).noneMatch(CompletableFuture::isDone);
            other.commit();
        }

        assertThatCode(() -> appends.get("before").join()).doesNotThrowAnyException();
        assertThatCode(() -> appends.get("after").join()).doesNotThrowAnyException();
        assertThatThrownBy(() -> appends.get("contested").join()).hasCauseInstanceOf(ConcurrencyException.class);
    }

    @Test // #3
    void aRowThatTheTableRefusesFailsItsOwnAppendOnly() throws Exception {
        CompletableFuture<Void> good;
        CompletableFuture<Void> bad;
        try (Connection erasing = holdTheLog()) {
            CompletableFuture<Void> first = appendBeside("first", 0);
            await().atMost(PATIENCE).until(() -> waitingForLocks() == 1);
            good = appendBeside("good", 0);
            DomainEventMessage<UserSleepEvent> withoutType =
                    new GenericDomainEventMessage<>(null, "bad", 0, registered("bad"));
            bad = CompletableFuture.runAsync(() -> store.events().publish(withoutType), callers);
            await().atMost(PATIENCE)
                    .until(() -> store.bean(GroupCommittingEngine.class).waiting() == 2);
            erasing.rollback();
            first.get();
        }

        assertThatCode(good::join).doesNotThrowAnyException();
        assertThatThrownBy(bad::join).rootCause().hasMessageContaining("null value in column \"type\"");
    }

    @Test // #3
    void twoAppendsToOneStreamInAGroupAreStoredOneAfterTheOther() throws Exception {
        CompletableFuture<Void> begins;
        CompletableFuture<Void> goesOn;
        try (Connection erasing = holdTheLog()) {
            CompletableFuture<Void> first = appendBeside("first", 0);
            await().atMost(PATIENCE).until(() -> waitingForLocks() == 1);
            begins = appendBeside("one", 0);
            await().atMost(PATIENCE)
                    .until(() -> store.bean(GroupCommittingEngine.class).waiting() == 1);
            goesOn = appendBeside("one", 1);
            await().atMost(PATIENCE)
                    .until(() -> store.bean(GroupCommittingEngine.class).waiting() == 2);
            erasing.rollback();
            first.get();
        }
        CompletableFuture.allOf(begins, goesOn).join();
        assertThat(store.events().readEvents("one").asStream()).hasSize(2);
    }

    @Test // #3
    void noErasedStreamIsRevivedByThoseWhoAppendMeanwhile() {
        AtomicInteger appended = new AtomicInteger();
        AtomicInteger erased = new AtomicInteger();
        List<CompletableFuture<Void>> people = new ArrayList<>();
        for (int caller = 0; caller < 12; caller++) {
            boolean erases = caller % 4 == 0;
            people.add(CompletableFuture.runAsync(
                    () -> {
                        for (int turn = 0; turn < 40; turn++) {
                            String user = "user" + ThreadLocalRandom.current().nextInt(3);
                            long next =
                                    store.events().lastSequenceNumberFor(user).orElse(-1L) + 1;
                            try {
                                if (erases && next > 0) {
                                    store.events().publish(Store.message(next, new UserErased(user, Instant.EPOCH)));
                                    erased.incrementAndGet();
                                } else {
                                    append(user, next);
                                    appended.incrementAndGet();
                                }
                            } catch (ConcurrencyException lost) {
                                // the next turn reads again
                                continue;
                            }
                        }
                    },
                    callers));
        }
        people.forEach(CompletableFuture::join);

        assertThat(appended).hasPositiveValue();
        assertThat(erased).hasPositiveValue();
        assertThat(store.jdbc().sql("""
                                select aggregate_identifier from event_store.domain_event_entry
                                group by aggregate_identifier
                                having min(sequence_number) <> 0 or max(sequence_number) <> count(*) - 1
                                """).query(String.class).list())
                .as("streams that do not begin at their beginning")
                .isEmpty();
        assertThat(store.count("event_store.domain_event_entry")).isEqualTo(appended.get() + erased.get());
    }

    @Test // #3
    void manyCallersLoadTheirPersonsByOneQueryAndGetTheirOwn() {
        IntStream.range(0, 40).forEach(user -> {
            append("user" + user, 0);
            append("user" + user, 1);
        });
        List<CompletableFuture<List<String>>> loads = IntStream.range(0, 40)
                .mapToObj(user -> CompletableFuture.supplyAsync(
                        () -> store.events()
                                .readEvents("user" + user)
                                .asStream()
                                .map(event -> event.getAggregateIdentifier() + " " + event.getSequenceNumber())
                                .toList(),
                        callers))
                .toList();
        for (int user = 0; user < 40; user++) {
            assertThat(loads.get(user).join()).containsExactly("user" + user + " 0", "user" + user + " 1");
        }
    }

    @Test // #3
    void aStreamLongerThanALoadIsReadToItsEnd() {
        int events = StreamReader.MOST_AT_ONCE * 2 + 7;
        List<DomainEventMessage<UserSleepEvent>> life = IntStream.range(0, events)
                .mapToObj(number -> Store.message(number, registered("long")))
                .toList();
        store.events().publish(life);

        assertThat(store.events().readEvents("long").asStream().map(DomainEventMessage::getSequenceNumber))
                .containsExactlyElementsOf(
                        IntStream.range(0, events).mapToObj(Long::valueOf).toList());
    }

    @Test // #3
    void aLimitSaidInTheFirstStatementBoundsTheSecondOfTheSameRoundTrip() throws Exception {
        try (Connection connection = store.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(
                            "select set_config('statement_timeout', '50', true); select pg_sleep(10)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("statement timeout");
        }
    }

    @Test // #3
    void whatIsWaitingWhenTheStoreIsClosedIsStoredAndNothingAfterThat() throws Exception {
        GroupCommittingEngine engine = store.bean(GroupCommittingEngine.class);
        CompletableFuture<Void> waiting;
        CompletableFuture<Void> closing;
        try (Connection erasing = holdTheLog()) {
            CompletableFuture<Void> first = appendBeside("first", 0);
            await().atMost(PATIENCE).until(() -> waitingForLocks() == 1);
            waiting = appendBeside("waiting", 0);
            await().atMost(PATIENCE).until(() -> engine.waiting() == 1);
            closing = CompletableFuture.runAsync(engine::close, callers);
            erasing.rollback();
            first.get();
        }
        closing.join();

        assertThatCode(waiting::join).doesNotThrowAnyException();
        assertThatThrownBy(() -> append("late", 0)).isInstanceOf(StoreTooBusy.class);
    }

    private void append(String user, long sequenceNumber) {
        store.events().publish(Store.message(sequenceNumber, registered(user)));
    }

    private CompletableFuture<Void> appendBeside(String user, long sequenceNumber) {
        CompletableFuture<Void> appended = new CompletableFuture<>();
        callers.execute(() -> {
            try {
                append(user, sequenceNumber);
                appended.complete(null);
            } catch (RuntimeException failure) {
                appended.completeExceptionally(failure);
            }
        });
        return appended;
    }

    /** Keeps all appends waiting until its transaction ends. */
    private Connection holdTheLog() throws SQLException {
        Connection connection = store.bean(DataSource.class).getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(AppendingTransaction.BEGINNING_OF_ERASURE);
            statement.execute("set local idle_in_transaction_session_timeout = 0");
        }
        return connection;
    }

    private int waitingForLocks() {
        return store.jdbc()
                        .sql("select count(*) from pg_locks join pg_database on pg_database.oid = database "
                                + "where datname = current_database() and not granted")
                        .query(Integer.class)
                        .single()
                + store.jdbc()
                        .sql("select count(*) from pg_stat_activity where datname = current_database() "
                                + "and wait_event_type = 'Lock' and wait_event = 'transactionid'")
                        .query(Integer.class)
                        .single();
    }
}
