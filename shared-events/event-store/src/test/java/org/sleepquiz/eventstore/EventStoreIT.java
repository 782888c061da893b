package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sleepquiz.eventstore.EventExamples.USER;
import static org.sleepquiz.eventstore.EventExamples.registered;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.eventstore.EventStoreSettings.Engine;
import org.sleepquiz.eventstore.Store.Sleeper;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What both engines promise. */
@ParameterizedClass
@EnumSource(Engine.class)
class EventStoreIT {

    @Parameter
    private Engine engine;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(TestPostgres.freshDatabase(), "sleepquiz.event-engine=" + engine);
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    @Test // #2
    void everyTypeOfEventIsReadAsItWasAppended() {
        List<DomainEventMessage<UserSleepEvent>> appended = Store.messages(EventExamples.lasting());
        store.events().publish(appended);

        List<? extends DomainEventMessage<?>> read =
                store.events().readEvents(USER).asStream().toList();

        assertThat(read).extracting(DomainEventMessage::getPayload).isEqualTo(EventExamples.lasting());
        for (int number = 0; number < appended.size(); number++) {
            assertThat(read.get(number).getIdentifier())
                    .isEqualTo(appended.get(number).getIdentifier());
            assertThat(read.get(number).getSequenceNumber()).isEqualTo(number);
            assertThat(read.get(number).getType()).isEqualTo("UserSleep");
            assertThat(read.get(number).getMetaData()).containsEntry("traceId", "a-trace");
            assertThat(Duration.between(
                                    read.get(number).getTimestamp(),
                                    appended.get(number).getTimestamp())
                            .abs())
                    .isLessThan(Duration.ofMillis(1));
        }
    }

    @Test // #2
    void anErasedPersonsStreamKeepsItsPlacesAndLosesItsNameAndItsContent() {
        List<UserSleepEvent> life = EventExamples.lasting();
        store.events().publish(Store.messages(life));
        store.events().publish(Store.message(life.size(), new UserErased(USER, Instant.parse("2026-11-25T08:00:00Z"))));

        assertThat(store.events().readEvents(USER).hasNext()).isFalse();
        List<String> named = store.jdbc()
                .sql(
                        "select payload_type from event_store.domain_event_entry row where row::text like '%' || :user || '%'")
                .param("user", USER)
                .query(String.class)
                .list();
        assertThat(named).as("what still says whose it was").containsExactly("UserErased");
        List<Class<?>> replayed = new ArrayList<>();
        store.bean(EventStorageEngine.class)
                .readEvents(null, false)
                .forEach(event -> replayed.add(event.getPayload().getClass()));
        assertThat(replayed).hasSize(life.size() + 1).containsOnly(Erased.class, UserErased.class);

        assertThat(store.bean(Tombstones.class).clearBefore(Instant.parse("2000-01-01T00:00:00Z")))
                .isZero();
        assertThat(store.bean(Tombstones.class).clearBefore(Instant.now().plusSeconds(60)))
                .isOne();
        assertThat(store.jdbc()
                        .sql("select coalesce(payload, '{}') || meta_data from event_store.domain_event_entry")
                        .query(String.class)
                        .list())
                .containsOnly("{}{}");

        store.events().publish(Store.messages(life.subList(0, 2)));
        assertThat(store.events().readEvents(USER).asStream()).hasSize(2);
    }

    @Test // #2
    void whoDecidedOnAStreamThatWasErasedMeanwhileHasLostTheRace() {
        List<UserSleepEvent> life = EventExamples.lasting();
        store.events().publish(Store.messages(life));
        store.events().publish(Store.message(life.size(), new UserErased(USER, Instant.parse("2026-11-25T08:00:00Z"))));
        assertThatThrownBy(() -> store.events().publish(Store.message(life.size(), life.get(1))))
                .isInstanceOf(ConcurrencyException.class);
        assertThat(store.events().readEvents(USER).hasNext()).isFalse();
    }

    @Test // #5
    void whoDecidedOnAnotherLifeOfTheSameLengthHasLostTheRace() {
        List<DomainEventMessage<UserSleepEvent>> before =
                Store.messages(EventExamples.lasting().subList(0, 2));
        List<DomainEventMessage<UserSleepEvent>> now =
                Store.messages(EventExamples.lasting().subList(0, 2));
        store.events().publish(before);
        store.events().publish(Store.message(2, new UserErased(USER, Instant.parse("2026-11-25T08:00:00Z"))));
        store.events().publish(now);
        // this node knows the new key
        assertThat(store.events().readEvents(USER).asStream()).hasSize(2);

        String last = before.get(1).getIdentifier();
        assertThat(store.bean(EventPosition.class).endsWith(USER, last)).isFalse();
        assertThatThrownBy(() -> publishDecidedOn(last)).isInstanceOf(ConcurrencyException.class);
        assertThat(store.events().readEvents(USER).asStream()).hasSize(2);

        String newest = now.get(1).getIdentifier();
        assertThat(store.bean(EventPosition.class).endsWith(USER, newest)).isTrue();
        publishDecidedOn(newest);
        assertThat(store.events().readEvents(USER).asStream()).hasSize(3);
    }

    private void publishDecidedOn(String eventIdentifier) {
        UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(null);
        DecidedOn.tell(USER, eventIdentifier);
        store.events().publish(Store.message(2, registered(USER)));
        work.commit();
    }

    @Test // #2
    void theNamesCanBeReadInTheTable() {
        store.events().publish(Store.messages(EventExamples.lasting()));

        assertThat(store.jdbc().sql("""
                                select payload_type || '.' || payload_revision
                                from event_store.domain_event_entry
                                where payload_type = 'QuestionAnswered'
                                """).query(String.class).single()).isEqualTo("QuestionAnswered.1");
    }

    @Test // #2
    void noTableHoldsTheNameOfAJavaClass() {
        store.events().publish(Store.messages(EventExamples.lasting()));
        storeSnapshot();
        inTransaction(() -> {
            TokenStore tokens = store.bean(TokenStore.class);
            tokens.initializeTokenSegments("publisher", 1, store.events().createTailToken());
            tokens.fetchToken("publisher", 0);
            tokens.storeToken(store.events().createHeadToken(), "publisher", 0);
        });

        for (String table : List.of("domain_event_entry", "snapshot_event_entry", "token_entry")) {
            List<String> rows = store.jdbc()
                    .sql("select row::text from event_store." + table + " row")
                    .query(String.class)
                    .list();
            assertThat(rows)
                    .as(table)
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row).doesNotContain("org.", "java.", "axonframework"));
        }
    }

    @Test // #2
    void aSnapshotIsStoredUnderItsNameAndReadAgain() {
        store.events().publish(Store.message(0, registered(USER)));
        storeSnapshot();

        assertThat(store.jdbc()
                        .sql("select payload_type from event_store.snapshot_event_entry")
                        .query(String.class)
                        .single())
                .isEqualTo("Sleeper");
        assertThat(store.events().readEvents(USER).asStream().<Object>map(DomainEventMessage::getPayload))
                .containsExactly(new Sleeper("a"));
    }

    @Test // #2
    void aLostRaceIsAConflictAndNoBrokenDatabase() {
        store.events().publish(Store.messages(EventExamples.lasting().subList(0, 2)));

        assertThatThrownBy(() -> store.events().publish(Store.message(1, new UserErased(USER, Instant.EPOCH))))
                .isInstanceOf(ConcurrencyException.class);
        assertThatThrownBy(() -> store.events().publish(Store.message(0, registered(USER))))
                .isInstanceOf(ConcurrencyException.class);
        assertThat(store.count("event_store.domain_event_entry")).isEqualTo(2);
    }

    @Test // #2
    void anUnknownNameInTheLogStopsTheReaderAndIsNamed() {
        store.events().publish(Store.message(0, registered(USER)));
        store.jdbc()
                .sql("update event_store.domain_event_entry set payload_type = 'UserApplauded'")
                .update();

        assertThatThrownBy(() -> store.events().readEvents(USER).asStream().toList())
                .isInstanceOf(NewerRevision.class)
                .hasMessageContaining("UserApplauded");
    }

    @Test // #2
    void whatIsRolledBackLeavesNothing() {
        transactions().executeWithoutResult(transaction -> {
            store.events().publish(Store.messages(EventExamples.lasting()));
            transaction.setRollbackOnly();
        });

        assertThat(store.count("event_store.domain_event_entry")).isZero();
        assertThat(store.bean(EventPosition.class).ofUser(USER)).isEmpty();
    }

    @Test // #2
    void theAppendIsInTheTransactionOfItsCaller() {
        store.jdbc().sql("create table note (text text)").update();
        assertThatThrownBy(() -> inTransaction(() -> {
                    store.jdbc().sql("insert into note values ('a')").update();
                    store.events().publish(Store.message(0, registered(USER)));
                    store.jdbc().sql("insert into no_such_table values (1)").update();
                }))
                .hasMessageContaining("no_such_table");

        assertThat(store.count("note")).isZero();
        assertThat(store.count("event_store.domain_event_entry")).isZero();
    }

    @Test // #2
    void thePositionOfAUserIsThatOfTheNewestEvent() {
        EventPosition position = store.bean(EventPosition.class);
        assertThat(position.ofUser(USER)).isEmpty();

        store.events().publish(Store.messages(EventExamples.lasting()));
        store.events().publish(Store.message(0, registered("1")));

        assertThat(position.ofUser(USER)).hasValue(EventExamples.lasting().size());
        assertThat(position.ofUser("1")).hasValue(EventExamples.lasting().size() + 1L);
    }

    @Test // #2
    void aReaderCanStartAtAnInstant() {
        Instant before = Instant.now().minusSeconds(60);
        store.events().publish(Store.message(0, registered(USER)));

        assertThat(store.events().createTokenAt(before).position()).hasValue(0);
        assertThat(store.events().createTokenAt(Instant.now().plusSeconds(60)).position())
                .hasValue(1);
    }

    @Test // #2
    void anEventCommittedAfterOneWithAHigherIndexIsNotSkipped() throws Exception {
        CountDownLatch appended = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        CompletableFuture<Void> late = CompletableFuture.runAsync(() -> inTransaction(() -> {
            store.events().publish(Store.message(0, registered("late")));
            appended.countDown();
            await(mayCommit);
        }));
        await(appended);
        store.events().publish(Store.message(0, registered("early")));

        List<String> seen = new ArrayList<>();
        try (BlockingStream<TrackedEventMessage<?>> stream = store.events().openStream(null)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> read(stream, seen).contains("early"));
            assertThat(seen).containsExactly("early");

            mayCommit.countDown();
            late.get(10, TimeUnit.SECONDS);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> read(stream, seen).contains("late"));
        }
        assertThat(seen).containsExactly("early", "late");
    }

    @Test // #2
    void theServerEndsAnAppendThatStandsStillLongBeforeAReaderGivesItUp() {
        inTransaction(() -> {
            store.events().publish(Store.message(0, registered(USER)));
            for (String limit : List.of("statement_timeout", "idle_in_transaction_session_timeout")) {
                assertThat(store.jdbc().sql("show " + limit).query(String.class).single())
                        .as(limit)
                        .isEqualTo("15s");
            }
        });
        assertThat(store.jdbc()
                        .sql("show statement_timeout")
                        .query(String.class)
                        .single())
                .as("afterwards")
                .isEqualTo("0");
        assertThat(AppendingTransaction.LIMIT.multipliedBy(4)).isLessThan(PostgresEventStorageEngine.GAP_TIMEOUT);
    }

    @Test // #2
    void whatAnotherNodeAppendsIsSeenWithinASecond() throws Exception {
        List<String> seen = new ArrayList<>();
        try (BlockingStream<TrackedEventMessage<?>> stream = store.events().openStream(null);
                Store other = anotherNode()) {
            store.events().publish(Store.message(0, registered("mine")));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> read(stream, seen).contains("mine"));
            // the reader has come to the end of the log and waits
            assertThat(stream.hasNextAvailable(300, TimeUnit.MILLISECONDS)).isFalse();

            other.events().publish(Store.message(0, registered("theirs")));
            assertThat(stream.hasNextAvailable(1, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test // #3
    void aFollowerIsWokenByTheCommitAndNotByLookingAgain() throws Exception {
        try (Store following = anotherNode("sleepquiz.event-fetch-delay=10m");
                BlockingStream<TrackedEventMessage<?>> stream =
                        following.bean(FollowedLog.class).openStream(null)) {
            CountDownLatch woken = follow(following, stream);
            store.events().publish(Store.message(0, registered("theirs")));
            await(woken);
            assertThat(stream.nextAvailable().getPayload()).isEqualTo(registered("theirs"));
        }
    }

    @Test // #3
    void aFollowerIsWokenAlsoAfterItsConnectionWasLost() throws Exception {
        try (Store following = anotherNode();
                BlockingStream<TrackedEventMessage<?>> stream =
                        following.bean(FollowedLog.class).openStream(null)) {
            follow(following, stream);
            assertThat(store.jdbc()
                            .sql(
                                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%max(global_index)%' and pid <> pg_backend_pid()")
                            .query(Boolean.class)
                            .list())
                    .containsOnly(true);
            CountDownLatch woken = new CountDownLatch(1);
            stream.setOnAvailableCallback(woken::countDown);
            store.events().publish(Store.message(0, registered("theirs")));
            await(woken);
        }
    }

    /** Waits until the follower listens. */
    private CountDownLatch follow(Store following, BlockingStream<TrackedEventMessage<?>> stream) {
        CountDownLatch woken = new CountDownLatch(1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> following
                                .jdbc()
                                .sql(
                                        "select count(*) from pg_stat_activity where datname = current_database() and query like ?")
                                .param("%max(global_index)%")
                                .query(Integer.class)
                                .single()
                        > 0);
        stream.setOnAvailableCallback(woken::countDown);
        return woken;
    }

    private Store anotherNode(String... more) {
        String url = store.context().getEnvironment().getRequiredProperty("spring.datasource.url");
        String user = store.context().getEnvironment().getRequiredProperty("spring.datasource.username");
        String password = store.context().getEnvironment().getRequiredProperty("spring.datasource.password");
        String[] properties = Stream.concat(Stream.of("sleepquiz.event-engine=" + engine), Arrays.stream(more))
                .toArray(String[]::new);
        return Store.open(new TestDatabase(url, user, password), properties);
    }

    private static List<String> read(BlockingStream<TrackedEventMessage<?>> stream, List<String> seen)
            throws InterruptedException {
        while (stream.hasNextAvailable(50, TimeUnit.MILLISECONDS)) {
            seen.add(((UserSleepEvent) stream.nextAvailable().getPayload()).telegramId());
        }
        return seen;
    }

    private void storeSnapshot() {
        inTransaction(() -> store.events().storeSnapshot(Store.snapshot(store, USER, new Sleeper("a"))));
    }

    private TransactionTemplate transactions() {
        return new TransactionTemplate(store.bean(PlatformTransactionManager.class));
    }

    private void inTransaction(Runnable work) {
        transactions().executeWithoutResult(transaction -> work.run());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
