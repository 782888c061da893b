package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.eventstore.EventExamples.USER;
import static org.sleepquiz.eventstore.EventExamples.registered;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.eventstore.EventStoreSettings.Engine;
import org.sleepquiz.eventstore.Store.Sleeper;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;

/** What a person says is readable with their key only, with either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class SealedEventsIT {

    private static final Instant LATER = Instant.parse("2026-11-25T08:00:00Z");

    /** What is in the examples and must not be in the store. */
    private static final List<String> SAID = List.of(
            "22:15", "ALERTNESS", "FROM_15_TO_30", "NOISE", "Europe/Stockholm", "telegramId", "2026-11-23T21:15:00Z");

    @Parameter
    private Engine engine;

    private TestDatabase database;
    private Store store;

    @BeforeEach
    void open() {
        database = TestPostgres.freshDatabase();
        store = node();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Store node(String... more) {
        List<String> properties = new ArrayList<>(List.of(more));
        properties.add("sleepquiz.event-engine=" + engine);
        return Store.open(database, properties.toArray(String[]::new));
    }

    @Test // #4
    void nothingThatAPersonSaysStandsInTheStore() {
        store.events().publish(Store.messages(EventExamples.lasting()));
        store.events().storeSnapshot(Store.snapshot(store, USER, new Sleeper("22:15")));

        assertThat(store.count("event_store.snapshot_event_entry")).isOne();
        SAID.forEach(said -> assertThat(tablesWith(said)).as(said).isEmpty());
        assertThat(tablesWith("UserRegistered")).as("the search itself").containsExactly("domain_event_entry");
    }

    @Test // #4
    void nothingStandsInTheStoreFromWhichAnErasedPersonCanBeTold() {
        List<UserSleepEvent> life = EventExamples.lasting();
        store.events().publish(Store.messages(life));
        store.events().storeSnapshot(Store.snapshot(store, USER, new Sleeper("22:15")));
        assertThat(tablesWith(USER))
                .containsExactlyInAnyOrder("domain_event_entry", "snapshot_event_entry", "person_key");

        store.events().publish(Store.message(life.size(), new UserErased(USER, LATER)));
        assertThat(tablesWith(USER)).as("as long as others have to be told").containsExactly("domain_event_entry");
        assertThat(store.count("event_store.person_key")).isZero();

        store.bean(Tombstones.class).clearBefore(Instant.now().plusSeconds(60));
        assertThat(tablesWith(USER)).isEmpty();
        SAID.forEach(said -> assertThat(tablesWith(said)).as(said).isEmpty());
    }

    @Test // #4
    void theLogReplaysWithoutThoseWhoWereErasedAlsoWhereTheirKeyIsRemembered() {
        int life = EventExamples.lasting().size();
        store.events().publish(Store.messages(EventExamples.lasting()));
        store.events().publish(Store.message(0, registered("1")));
        try (Store other = node()) {
            assertThat(payloads(other, USER)).isEqualTo(EventExamples.lasting());
            store.events().publish(Store.message(life, new UserErased(USER, LATER)));
            store.events().publish(Store.message(1, registered("1")));

            for (Store node : List.of(store, other)) {
                List<Object> replayed = replayed(node);
                assertThat(replayed).hasSize(life + 3);
                assertThat(replayed.subList(0, life)).containsOnly(new Erased());
                assertThat(replayed.subList(life, replayed.size()))
                        .containsExactly(registered("1"), new UserErased(USER, LATER), registered("1"));
            }
        }
    }

    @Test // #4
    void aNodeThatRemembersAPersonCannotAddToAStreamThatAnotherHasErased() {
        store.events().publish(Store.messages(EventExamples.lasting().subList(0, 2)));
        try (Store other = node()) {
            assertThat(other.events().readEvents(USER).asStream()).hasSize(2);
            store.events().publish(Store.message(2, new UserErased(USER, LATER)));
            assertThatThrownBy(() -> other.events().publish(Store.message(2, registered(USER))))
                    .isInstanceOf(ConcurrencyException.class);
            assertThat(store.count("event_store.person_key")).isZero();
        }
    }

    @Test // #4
    void aNodeThatRemembersAPersonCannotAddToTheStreamWithWhichTheyHaveComeBack() {
        List<DomainEventMessage<UserSleepEvent>> life =
                Store.messages(EventExamples.lasting().subList(0, 2));
        String known = life.get(1).getIdentifier();
        store.events().publish(life);
        try (Store other = node()) {
            assertThat(other.bean(EventPosition.class).endsWith(USER, known)).isTrue();
            assertThat(other.events().readEvents(USER).asStream()).hasSize(2);
            store.events().publish(Store.message(2, new UserErased(USER, LATER)));
            // as far again as the other node believes them to be
            store.events().publish(Store.messages(EventExamples.lasting().subList(0, 2)));

            assertThat(other.bean(EventPosition.class).endsWith(USER, known))
                    .as("whether the stream is the one that it knows")
                    .isFalse();
            assertThatThrownBy(() -> other.events().publish(Store.message(2, registered(USER))))
                    .isInstanceOf(ConcurrencyException.class);
            // having read again, it may
            assertThat(other.events().readEvents(USER).asStream()).hasSize(2);
            other.events().publish(Store.message(2, registered(USER)));
        }
        assertThat(store.events().readEvents(USER).asStream()).hasSize(3);
    }

    @Test // #4
    void whoComesBackHasAnotherKey() {
        store.events().publish(Store.message(0, registered(USER)));
        Object before = store.jdbc()
                .sql("select key_id from event_store.person_key")
                .query()
                .singleValue();
        store.events().publish(Store.message(1, new UserErased(USER, LATER)));
        store.events().publish(Store.message(0, registered(USER)));

        assertThat(store.jdbc()
                        .sql("select key_id from event_store.person_key")
                        .query()
                        .singleValue())
                .isNotEqualTo(before);
        assertThat(store.events().readEvents(USER).asStream()).hasSize(1);
    }

    @Test // #4
    void aSnapshotIsNotStoredForSomebodyWhoWasErasedMeanwhile() {
        store.events().publish(Store.message(0, registered(USER)));
        try (Store other = node()) {
            DomainEventMessage<Sleeper> late = Store.snapshot(other, USER, new Sleeper("late"));
            store.events().publish(Store.message(1, new UserErased(USER, LATER)));
            other.events().storeSnapshot(late);
        }
        assertThat(store.count("event_store.snapshot_event_entry")).isZero();
    }

    @Test // #4
    void whatWasChangedIsAnErrorThatNamesThePosition() {
        store.events().publish(Store.messages(EventExamples.lasting().subList(0, 3)));
        store.jdbc()
                .sql("update event_store.domain_event_entry "
                        + "set sealed = set_byte(sealed, 20, 255 - get_byte(sealed, 20)) where global_index = 2")
                .update();

        assertThatThrownBy(() -> replayed(store))
                .isInstanceOf(SerializationException.class)
                .cause()
                .hasMessage("The event at position 2 of the log, 1 in its stream, a QuizPrompted, "
                        + "is not what was sealed there");
        assertThatThrownBy(() -> payloads(store, USER))
                .isInstanceOf(SerializationException.class)
                .cause()
                .hasMessageContaining("position 2")
                .hasMessageNotContaining(USER);
    }

    @Test // #4
    void whatWasMovedIsAnError() {
        store.events().publish(Store.message(0, registered(USER)));
        store.events().publish(Store.message(1, registered(USER)));
        store.events().publish(Store.message(0, registered("1")));
        String copy = "update event_store.domain_event_entry event set sealed = source.sealed "
                + "from event_store.domain_event_entry source where source.global_index = 1 and event.global_index = ";

        store.jdbc().sql(copy + 2).update();
        assertThatThrownBy(() -> payloads(store, USER))
                .as("to another place of the stream")
                .cause()
                .hasMessageContaining("position 2");
        store.jdbc().sql(copy + 3).update();
        assertThatThrownBy(() -> payloads(store, "1"))
                .as("to another person")
                .cause()
                .hasMessageContaining("position 3");
        store.jdbc()
                .sql("update event_store.domain_event_entry set payload_type = 'UserReachable' where global_index = 1")
                .update();
        assertThatThrownBy(() -> payloads(store, USER))
                .as("under another name")
                .cause()
                .hasMessageContaining("position 1");
    }

    @Test // #4
    void aKeyThatWasChangedIsAnError() {
        store.events().publish(Store.message(0, registered(USER)));
        store.jdbc()
                .sql("update event_store.person_key set wrapped = set_byte(wrapped, 20, 255 - get_byte(wrapped, 20))")
                .update();

        try (Store other = node()) {
            assertThatThrownBy(() -> payloads(other, USER))
                    .isInstanceOf(EventStoreException.class)
                    .hasMessageContaining("is not what it was when it was wrapped");
        }
    }

    @Test // #4
    void whatWasStoredInTheClearIsReadAndAddedToAndSealedLater() throws SQLException {
        List<UserSleepEvent> life = EventExamples.lasting();
        storeInTheClear(USER, life);
        storeInTheClear("1", List.of(registered("1")));

        assertThat(payloads(store, USER)).isEqualTo(life);
        assertThat(replayed(store)).hasSize(life.size() + 1);
        store.events().publish(Store.message(life.size(), registered(USER)));
        assertThat(payloads(store, USER)).hasSize(life.size() + 1).startsWith(life.toArray());

        assertThat(store.bean(EventsInTheClear.class).sealSome()).isEqualTo(life.size() + 1);
        assertThat(store.bean(EventsInTheClear.class).sealSome()).isZero();
        SAID.forEach(said -> assertThat(tablesWith(said)).as(said).isEmpty());
        assertThat(payloads(store, USER)).hasSize(life.size() + 1).startsWith(life.toArray());
        try (Store other = node()) {
            assertThat(replayed(other)).hasSize(life.size() + 2).startsWith(life.toArray());
            other.events().publish(Store.message(1, registered("1")));
        }
        assertThat(payloads(store, "1")).hasSize(2);
    }

    @Test // #4
    void whatWasStoredInTheClearIsErasedAsWell() {
        List<UserSleepEvent> life = EventExamples.lasting();
        storeInTheClear(USER, life);
        store.events().publish(Store.message(life.size(), new UserErased(USER, LATER)));

        assertThat(tablesWith(USER)).containsExactly("domain_event_entry");
        SAID.stream()
                .filter(said -> !said.equals("telegramId")) // of UserErased
                .forEach(said -> assertThat(tablesWith(said)).as(said).isEmpty());
        assertThat(replayed(store)).hasSize(life.size() + 1).contains(new Erased(), new UserErased(USER, LATER));
    }

    @Test // #4
    void theOldIsSealedByTwoNodesAtOnceBesideThoseWhoAppendAndErase() {
        int people = 300;
        for (int person = 0; person < people; person++) {
            storeInTheClear("p" + person, EventExamples.lasting().subList(0, 5));
        }
        try (Store other = node()) {
            List<CompletableFuture<Void>> sealing = List.of(sealAll(store), sealAll(other));
            CompletableFuture<Void> erasing = CompletableFuture.runAsync(() -> IntStream.range(0, people)
                    .filter(person -> person % 10 == 0)
                    .forEach(person -> untilItSucceeds(() ->
                            store.events().publish(Store.message(5, new UserErased("p" + person, LATER))))));
            for (int person = 1; person < people; person += 10) {
                String name = "p" + person;
                untilItSucceeds(() -> {
                    payloads(other, name);
                    other.events().publish(Store.message(5, registered(name)));
                });
            }
            erasing.join();
            sealing.forEach(CompletableFuture::join);
            await().atMost(Duration.ofSeconds(20)).until(() -> sealSome(store) == 0);

            assertThat(store.jdbc().sql("""
                            select count(*) from event_store.domain_event_entry
                            where key_id is null and payload_type not in ('Erased', 'UserErased')
                            """).query(Integer.class).single()).isZero();
            for (int person = 0; person < people; person++) {
                assertThat(payloads(store, "p" + person)).hasSize(person % 10 == 0 ? 0 : person % 10 == 1 ? 6 : 5);
            }
            assertThat(replayed(other)).hasSize(people * 5 + 60);
        }
    }

    @Test // #4
    void whoGetsAKeyWhileTheirOldEventsAreSealedHasThatOneOnly() throws Exception {
        storeInTheClear(USER, EventExamples.lasting());
        PersonKey theirs = store.bean(PersonKeys.class).create();
        CompletableFuture<Integer> sealing;
        try (Connection other = store.bean(DataSource.class).getConnection();
                PreparedStatement insert =
                        other.prepareStatement("insert into event_store.person_key values (?, ?, ?, ?)")) {
            other.setAutoCommit(false);
            insert.setObject(1, theirs.id());
            insert.setString(2, USER);
            insert.setString(3, theirs.masterKey());
            insert.setBytes(4, theirs.wrapped());
            insert.executeUpdate();
            sealing = CompletableFuture.supplyAsync(() -> sealSome(store));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> store.jdbc()
                                    .sql("select count(*) from pg_stat_activity where datname = current_database() "
                                            + "and wait_event_type = 'Lock'")
                                    .query(Integer.class)
                                    .single()
                            == 1);
            other.commit();
        }
        assertThat(sealing.join()).isEqualTo(EventExamples.lasting().size());
        assertThat(payloads(store, USER)).isEqualTo(EventExamples.lasting());
    }

    private static CompletableFuture<Void> sealAll(Store node) {
        return CompletableFuture.runAsync(() -> {
            while (sealSome(node) > 0) {
                // the next ones
            }
        });
    }

    private static int sealSome(Store node) {
        try {
            return node.bean(EventsInTheClear.class).sealSome();
        } catch (SQLException race) {
            assertThat(new DuplicateKeyAwareResolver().isDuplicateKeyViolation(race))
                    .as(race.toString())
                    .isTrue();
            return 1;
        }
    }

    private static void untilItSucceeds(Runnable append) {
        await().atMost(Duration.ofSeconds(20))
                .ignoreException(ConcurrencyException.class)
                .until(() -> {
                    append.run();
                    return true;
                });
    }

    /** As it was done before there were keys. */
    private void storeInTheClear(String user, List<UserSleepEvent> events) {
        for (int number = 0; number < events.size(); number++) {
            EventType type = EventType.of(events.get(number).getClass());
            store.jdbc()
                    .sql("""
                            insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number,
                                type, time_stamp, payload_type, payload_revision, payload, meta_data)
                            values (gen_random_uuid(), :user, :number, 'UserSleep', now(), :type, :revision, :payload, '{}')
                            """)
                    .param("user", user)
                    .param("number", number)
                    .param("type", type.name())
                    .param("revision", Integer.toString(type.revision()))
                    .param("payload", Json.MAPPER.writeValueAsString(events.get(number)))
                    .update();
        }
    }

    private static List<Object> payloads(Store node, String user) {
        return node.events()
                .readEvents(user)
                .asStream()
                .<Object>map(DomainEventMessage::getPayload)
                .toList();
    }

    private static List<Object> replayed(Store node) {
        return node.bean(EventStorageEngine.class)
                .readEvents(null, false)
                .<Object>map(event -> event.getPayload())
                .toList();
    }

    /** The tables of the store that hold that text anywhere, also within bytes. */
    private List<String> tablesWith(String text) {
        return store
                .jdbc()
                .sql("select table_name from information_schema.tables where table_schema = 'event_store' "
                        + "and table_name <> 'flyway_schema_history'")
                .query(String.class)
                .list()
                .stream()
                .filter(table -> store.jdbc()
                        .sql("select exists (select from event_store." + table
                                + " row where row::text like '%' || :text || '%' "
                                + "or row::text like '%' || encode(convert_to(:text, 'UTF8'), 'hex') || '%')")
                        .param("text", text)
                        .query(Boolean.class)
                        .single())
                .toList();
    }
}
