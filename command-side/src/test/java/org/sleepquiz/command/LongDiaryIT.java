package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People whom a node has to load, who have more events than are read at once or than follow a snapshot. */
class LongDiaryIT {

    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final AtomicInteger USERS = new AtomicInteger(8_000);

    private static TestDatabase database;
    private static Node node;

    private final String user = Integer.toString(USERS.incrementAndGet());

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        node = CountingSockets.node(database, "--sleepquiz.snapshot-every=40");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #5
    void aLongDiaryIsLoadedInOneRoundTripWithAllThatIsInIt() {
        recordNights(100);
        forget();
        // until the last snapshot is taken its round trips would be counted, too
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(lastInSnapshot()).isGreaterThanOrEqualTo(279));
        int before = CountingSockets.ROUND_TRIPS.get();
        Reply same = record(7, 7);
        assertThat(CountingSockets.ROUND_TRIPS.get() - before)
                .as("a load, and a look whether it is the newest")
                .isEqualTo(2);
        assertThat(quality(same)).isEqualTo(8);
        Reply corrected = record(7, 3);
        assertThat(quality(corrected)).isEqualTo(4);
        assertThat(corrected.json().path("entryId"))
                .as("the night is corrected and not doubled")
                .isEqualTo(same.json().path("entryId"));
        forget();
        assertThat(quality(record(7, 3))).isEqualTo(4);
    }

    @Test // #5
    void aSnapshotOfAnotherRevisionIsPassedOverAndMadeAnew() {
        recordNights(20);
        jdbc().sql(
                        "update event_store.snapshot_event_entry set payload_revision = '0' where aggregate_identifier = :user")
                .param("user", user)
                .update();
        forget();

        assertThat(quality(record(7, 7))).isEqualTo(8);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(snapshots()).containsExactly(Integer.toString(UserSleep.SNAPSHOT.revision())));
    }

    @Test // #5
    void whoIsErasedLeavesNoSnapshotAndComesBackWithNothing() {
        recordNights(20);
        assertThat(node.delete(user).status()).isEqualTo(204);
        assertThat(snapshots()).isEmpty();
        forget();
        assertThat(node.delete(user).code()).isEqualTo("UNKNOWN_USER");

        record(0, 1);
        assertThat(node.delete(user + "/entries/" + FIRST.plusDays(1)).status()).isEqualTo(204);
        assertThat(jdbc().sql("select count(*) from event_store.domain_event_entry where aggregate_identifier = :user")
                        .param("user", user)
                        .query(Integer.class)
                        .single())
                .as("a registration and a night")
                .isEqualTo(2);
    }

    /** As a node that has never met the person. */
    private void forget() {
        node.context.getBean(DiaryCache.class).remove(user);
    }

    private static int quality(Reply reply) {
        return reply.json().path("answers").path("SLEEP_QUALITY").intValue();
    }

    private long lastInSnapshot() {
        return jdbc().sql(
                        "select max(sequence_number) from event_store.snapshot_event_entry where aggregate_identifier = :user")
                .param("user", user)
                .query(Long.class)
                .single();
    }

    /** Each twice, so that there are three events of it; and waits for a snapshot. */
    private void recordNights(int nights) {
        IntStream.range(0, nights).forEach(night -> {
            assertThat(record(night, night + 1).status()).isEqualTo(200);
            assertThat(record(night, night).status()).isEqualTo(200);
        });
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(snapshots()).hasSize(1));
    }

    private Reply record(int night, int quality) {
        return node.post(user + "/entries", """
                {"nightDate":"%s","answers":{"BEDTIME":"22:15","SLEEP_LATENCY":"UNDER_15","WAKE_TIME":"06:30",
                "NIGHT_WAKINGS":"NONE","SLEEP_QUALITY":%d,"PHONE_USAGE":false,"DISRUPTIONS":["PAIN"],"ALERTNESS":6}}
                """.formatted(FIRST.plusDays(night), 1 + quality % 10));
    }

    /** The revisions of the person's snapshots. */
    private List<String> snapshots() {
        return jdbc().sql(
                        "select payload_revision from event_store.snapshot_event_entry where aggregate_identifier = :user")
                .param("user", user)
                .query(String.class)
                .list();
    }

    private static JdbcClient jdbc() {
        return JdbcClient.create(database.dataSource());
    }
}
