package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.eventstore.EventExamples.USER;
import static org.sleepquiz.eventstore.EventExamples.registered;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.eventstore.Store.Sleeper;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where the master key comes from, how it is changed, and what happens without it. */
@ExtendWith(OutputCaptureExtension.class)
class MasterKeyIT {

    private final MasterKey old = MasterKey.random();
    private final MasterKey recent = MasterKey.random();

    @TempDir
    private Path directory;

    private TestDatabase database;

    @BeforeEach
    void database() {
        database = TestPostgres.freshDatabase();
    }

    private Path file(MasterKey... keys) throws IOException {
        return file("master-key", keys);
    }

    private Path file(String name, MasterKey... keys) throws IOException {
        return Files.write(
                directory.resolve(name),
                List.of(keys).stream().map(MasterKey::base64).toList());
    }

    private Store open(Path file, String... more) {
        return Store.open(
                database,
                Stream.concat(Stream.of("sleepquiz.keys.master-file=" + file), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test // #4
    void aChangeOfTheMasterKeyLosesNothingThatIsAppendedMeanwhile() throws Exception {
        try (Store before = open(file(old))) {
            IntStream.range(0, 1_200).forEach(person -> append(before, "early" + person, 0));
            file(recent, old);
            try (Store after = open(directory.resolve("master-key"))) {
                AtomicBoolean over = new AtomicBoolean();
                AtomicInteger people = new AtomicInteger();
                List<CompletableFuture<Void>> writing = List.of(
                        CompletableFuture.runAsync(() -> {
                            while (!over.get()) {
                                String person = "late" + people.incrementAndGet();
                                append(before, person, 0);
                                append(after, person, 1);
                            }
                        }),
                        CompletableFuture.runAsync(() -> {
                            while (!over.get()) {
                                String person = "late" + people.incrementAndGet();
                                append(after, person, 0);
                                append(before, person, 1);
                                erase(before, person);
                            }
                        }));
                List<CompletableFuture<Integer>> turning = List.of(
                        CompletableFuture.supplyAsync(() -> turn(after)),
                        CompletableFuture.supplyAsync(() -> turn(after)));
                int turned = turning.stream().mapToInt(CompletableFuture::join).sum();
                assertThat(turned).isGreaterThanOrEqualTo(1_200);
                await().until(() -> people.get() > 20);
                over.set(true);
                writing.forEach(CompletableFuture::join);
                // what the node that was not told yet has begun
                turn(after);
                assertThat(masterKeysInUse()).containsExactly(recent.fingerprint());

                try (Store without = open(file("recent-only", recent))) {
                    IntStream.range(0, 1_200)
                            .forEach(person ->
                                    assertThat(read(without, "early" + person)).isOne());
                    IntStream.rangeClosed(1, people.get())
                            .forEach(person ->
                                    assertThat(read(without, "late" + person)).isIn(0L, 2L));
                }
            }
        }
    }

    @Test // #5
    void aSnapshotIsReadAlsoAfterAChangeOfTheMasterKey() throws Exception {
        try (Store before = open(file(old))) {
            append(before, "4711", 0);
            before.events().storeSnapshot(Store.snapshot(before, "4711", new Sleeper("a")));
        }
        try (Store after = open(file(recent, old))) {
            turn(after);
            assertThat(masterKeysInUse()).containsExactly(recent.fingerprint());
        }
        try (Store without = open(file("recent-only", recent))) {
            assertThat(without.events().readEvents("4711").asStream().<Object>map(DomainEventMessage::getPayload))
                    .containsExactly(new Sleeper("a"));
        }
    }

    @Test // #4
    void nodesWithTheirKeysInAnotherOrderDoNotWrapThemToAndFro() throws Exception {
        Path one = file("one", old);
        try (Store node = open(one)) {
            append(node, USER, 0);
        }
        try (Store newer = open(file("newer", recent, old));
                Store behind = open(file("behind", old, recent));
                Store unaware = open(one)) {
            assertThat(turn(newer)).isOne();
            assertThat(turn(behind)).isZero();
            append(unaware, "1", 0);
            assertThat(turn(unaware)).isZero();
            assertThat(masterKeysInUse()).containsExactlyInAnyOrder(old.fingerprint(), recent.fingerprint());
            assertThat(turn(behind)).isOne();
            assertThat(masterKeysInUse()).containsExactly(recent.fingerprint());
        }
    }

    @Test // #4
    void theBackgroundTurnsTheKeysAndSealsWhatIsInTheClear() throws Exception {
        try (Store node = open(file(old))) {
            append(node, USER, 0);
        }
        jdbc().sql("update event_store.domain_event_entry set key_id = null, sealed = null, payload = '{}'")
                .update();
        try (Store node = open(file(recent, old), "sleepquiz.keys.care-interval=50ms")) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> masterKeysInUse().equals(Set.of(recent.fingerprint()))
                            && jdbc().sql("select count(*) from event_store.domain_event_entry where sealed is null")
                                            .query(Integer.class)
                                            .single()
                                    == 0);
            assertThat(node.bean(KeyCare.class)).isNotNull();
        }
    }

    @Test // #4
    void theWrongMasterKeyIsSaidInOneLineAtTheStartAndLosesNothing(CapturedOutput output) throws Exception {
        try (Store node = open(file(old))) {
            append(node, USER, 0);
        }
        Path wrong = file("wrong", recent);
        assertThatThrownBy(() -> open(wrong)).rootCause().isInstanceOf(UnusableMasterKey.class);

        assertThat(output.getAll().lines())
                .contains("The log is sealed with the master key " + old.fingerprint() + ", and it is not in " + wrong
                        + ", which has " + recent.fingerprint());
        assertThat(output).contains("APPLICATION FAILED TO START").doesNotContain("\tat org.sleepquiz");
        try (Store node = open(directory.resolve("master-key"))) {
            assertThat(read(node, USER)).isOne();
        }
        assertThat(jdbc().sql("select count(*) from event_store.master_key")
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test // #4
    void whatIsNoMasterKeyIsSaid() throws Exception {
        assertThatThrownBy(() -> open(directory.resolve("nowhere"))).rootCause().hasMessageContaining("nowhere");
        Path damaged = Files.writeString(directory.resolve("damaged"), "# ours\n\nbXkgc2VjcmV0\n");
        assertThatThrownBy(() -> open(damaged)).rootCause().hasMessage("a master key is 32 bytes in base64, not 9");
        Path empty = Files.writeString(directory.resolve("empty"), "# ours\n");
        assertThatThrownBy(() -> open(empty)).rootCause().hasMessage("There is no master key in " + empty);
        assertThatThrownBy(() -> Store.open(database, "sleepquiz.keys.master=secret"))
                .rootCause()
                .hasMessageContaining("32 bytes in base64");
        assertThatThrownBy(() -> Store.open(
                        database, "sleepquiz.keys.master=" + old.base64(), "sleepquiz.keys.master-file=" + empty))
                .rootCause()
                .hasMessageContaining("either");
    }

    @Test // #4
    void theMasterKeyMayBeGivenWithoutAFile() {
        try (Store node = Store.open(database, "sleepquiz.keys.master=" + old.base64())) {
            append(node, USER, 0);
        }
        try (Store node = Store.open(database, "sleepquiz.keys.master=" + recent.base64() + "," + old.base64())) {
            assertThat(read(node, USER)).isOne();
            assertThat(turn(node)).isOne();
        }
    }

    @Test // #4
    void aMissingFileIsMadeForItsOwnerOnceAndNeverWhereAKeyIsLost() throws Exception {
        Path file = directory.resolve("made");
        try (Store node = open(file, "sleepquiz.keys.create=true");
                Store other = open(file, "sleepquiz.keys.create=true")) {
            append(node, USER, 0);
            assertThat(read(other, USER)).isOne();
            append(other, USER, 1);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
        Path kept = Files.move(file, directory.resolve("kept"));

        assertThatThrownBy(() -> open(file, "sleepquiz.keys.create=true"))
                .rootCause()
                .hasMessageContaining("made");
        assertThat(file).doesNotExist();
        try (Store node = open(kept)) {
            assertThat(read(node, USER)).isEqualTo(2);
        }
    }

    @Test // #4
    void withoutAnySettingTheKeyIsInTheDatabaseUntilThereIsOne(CapturedOutput output) throws Exception {
        try (Store unaware = Store.open(database)) {
            append(unaware, USER, 0);
            assertThat(output).contains("event=master_key_is_in_the_database");
            assertThat(keysInTheDatabase()).isOne();
            try (Store node = open(file(recent))) {
                assertThat(read(node, USER)).isOne();
                assertThat(turn(node)).isOne();
                assertThat(keysInTheDatabase()).isZero();

                append(unaware, USER, 1);
                assertThatThrownBy(() -> append(unaware, "1", 0))
                        .as("a key that nobody could unwrap later")
                        .isInstanceOf(ConcurrencyException.class);
                assertThatCode(() -> append(node, "1", 0)).doesNotThrowAnyException();
            }
        }
        assertThatThrownBy(() -> Store.open(database))
                .rootCause()
                .hasMessage("The log is sealed with the master key " + recent.fingerprint()
                        + ", and it is not in this configuration, which has none");
    }

    @Test // #4
    void nodesThatStartTogetherHaveOneMasterKey() throws Exception {
        int nodes = 8;
        KeySettings made = new KeySettings(directory.resolve("made-together"), null, true, Duration.ofMinutes(1));
        KeySettings none = new KeySettings(null, null, false, Duration.ofMinutes(1));
        for (KeySettings settings : List.of(none, made)) {
            database = TestPostgres.freshDatabase();
            CyclicBarrier start = new CyclicBarrier(nodes);
            ExecutorService threads = Executors.newFixedThreadPool(nodes);
            try (HikariDataSource pool = database.pool(nodes)) {
                SchemaMigration.migrate(pool, "event_store", "classpath:db/event-store");
                List<Future<MasterKey>> opening = IntStream.range(0, nodes)
                        .mapToObj(node -> threads.submit(() -> {
                            start.await();
                            return MasterKeys.open(settings, pool).current();
                        }))
                        .toList();
                Set<MasterKey> keys = new HashSet<>();
                for (Future<MasterKey> each : opening) {
                    keys.add(each.get());
                }
                assertThat(keys).hasSize(1);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static void append(Store node, String person, long sequenceNumber) {
        node.events().publish(Store.message(sequenceNumber, registered(person)));
    }

    private static void erase(Store node, String person) {
        await().atMost(Duration.ofSeconds(20))
                .ignoreException(ConcurrencyException.class)
                .until(() -> {
                    node.events().publish(Store.message(2, new UserErased(person, Instant.EPOCH)));
                    return true;
                });
    }

    /** How many events the person has, all of them opened. */
    private static long read(Store node, String person) {
        return node.events()
                .readEvents(person)
                .asStream()
                .filter(event -> event.getPayload() instanceof UserRegistered)
                .count();
    }

    private static int turn(Store node) {
        try {
            return node.bean(KeyRotation.class).turn();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private Set<String> masterKeysInUse() {
        return jdbc().sql("select distinct master_key from event_store.person_key")
                .query(String.class)
                .set();
    }

    private int keysInTheDatabase() {
        return jdbc().sql("select count(kept_here) from event_store.master_key")
                .query(Integer.class)
                .single();
    }

    private JdbcClient jdbc() {
        return JdbcClient.create(database.dataSource());
    }
}
