package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.eventstore.EventExamples.USER;
import static org.sleepquiz.eventstore.EventExamples.registered;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.eventstore.EventStoreSettings.Engine;
import org.sleepquiz.eventstore.Store.Sleeper;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;

/** A snapshot is a shortcut that is taken only where it leads to the same place, with either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class SnapshotsIT {

    private static final List<UserSleepEvent> LIFE = EventExamples.lasting();

    @Parameter
    private Engine engine;

    private TestDatabase database;
    private Store store;

    @BeforeEach
    void open() {
        database = TestPostgres.freshDatabase();
        store = Store.open(database, "sleepquiz.event-engine=" + engine);
        store.events().publish(Store.messages(LIFE.subList(0, 5)));
        snapshot("after five");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test // #5
    void aPersonIsReadFromTheirSnapshotOn() {
        store.events().publish(Store.message(5, registered(USER)));

        assertThat(read(USER)).containsExactly(new Sleeper("after five"), registered(USER));
    }

    @Test // #5
    void theNewestTakesThePlaceOfThoseBefore() {
        store.events().publish(Store.message(5, registered(USER)));
        snapshot("after six");

        assertThat(read(USER)).containsExactly(new Sleeper("after six"));
        assertThat(store.count("event_store.snapshot_event_entry")).isOne();
    }

    @ParameterizedTest // #5
    @ValueSource(ints = {0, 2})
    void aNodeThatWritesAnotherRevisionPassesOverWhatIsThereAndMakesItsOwn(int revision) {
        try (Store other = Store.open(database, "sleepquiz.event-engine=" + engine, "sleeper.revision=" + revision)) {
            assertThat(read(other, USER)).isEqualTo(LIFE.subList(0, 5));
            other.events().storeSnapshot(Store.snapshot(other, USER, new Sleeper("otherwise")));
            assertThat(read(other, USER)).containsExactly(new Sleeper("otherwise"));
            assertThat(read(USER)).isEqualTo(LIFE.subList(0, 5));
        }
    }

    @ParameterizedTest // #5
    @ValueSource(
            strings = {
                "payload_revision = '2'",
                "payload_type = 'Dreamer'",
                "sealed = set_byte(sealed, 20, 255 - get_byte(sealed, 20))",
                "sealed = ''",
                "key_id = gen_random_uuid()"
            })
    void oneThatCannotBeReadIsPassedOverAndMadeAnew(String change) {
        store.events().publish(Store.message(0, registered("1")));
        store.jdbc()
                .sql("update event_store.snapshot_event_entry set " + change)
                .update();

        // those who are loaded at the same moment do not feel it
        List<CompletableFuture<Object>> others = IntStream.range(0, 20)
                .mapToObj(number -> CompletableFuture.<Object>supplyAsync(() -> read("1")))
                .toList();
        assertThat(read(USER)).isEqualTo(LIFE.subList(0, 5));
        others.forEach(other -> assertThat(other.join()).isEqualTo(List.of(registered("1"))));

        snapshot("anew");
        assertThat(read(USER)).containsExactly(new Sleeper("anew"));
        assertThat(store.count("event_store.snapshot_event_entry")).isOne();
    }

    @Test // #5
    void oneThatIsLateDoesNotTakeThePlaceOfANewerOne() {
        DomainEventMessage<Sleeper> late = Store.snapshot(store, USER, new Sleeper("late"));
        store.events().publish(Store.message(5, registered(USER)));
        snapshot("after six");
        store.events().storeSnapshot(late);

        assertThat(read(USER)).containsExactly(new Sleeper("after six"));
    }

    @Test // #5
    void whoIsErasedLeavesNoneAndWhoComesBackDoesNotGetTheOldOne() {
        DomainEventMessage<Sleeper> old = Store.snapshot(store, USER, new Sleeper("of the one who was erased"));
        store.events()
                .publish(Store.message(5, new UserErased(USER, registered(USER).occurredAt())));
        assertThat(store.count("event_store.snapshot_event_entry")).isZero();

        // as far again as the snapshot goes that is still on its way
        store.events().publish(Store.messages(LIFE.subList(0, 5)));
        assertThat(read(USER)).hasSize(5);
        store.events().storeSnapshot(old);
        assertThat(store.count("event_store.snapshot_event_entry")).isZero();
        assertThat(read(USER)).isEqualTo(LIFE.subList(0, 5));
    }

    @Test // #5
    void aLongStreamIsReadFromItsSnapshotToItsEnd() {
        int more = StreamReader.MOST_AT_ONCE + 50;
        List<DomainEventMessage<?>> events = new ArrayList<>();
        for (int number = 5; number < 5 + more; number++) {
            events.add(Store.message(number, LIFE.get(number % LIFE.size())));
        }
        store.events().publish(events);

        assertThat(read(USER)).hasSize(1 + more).startsWith(new Sleeper("after five"));
        snapshot("after all");
        assertThat(read(USER)).containsExactly(new Sleeper("after all"));
    }

    private void snapshot(String name) {
        store.events().storeSnapshot(Store.snapshot(store, USER, new Sleeper(name)));
    }

    private List<Object> read(String user) {
        return read(store, user);
    }

    private static List<Object> read(Store node, String user) {
        return node.events()
                .readEvents(user)
                .asStream()
                .<Object>map(DomainEventMessage::getPayload)
                .toList();
    }
}
