package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.Node.Reply;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People with more events than are read at once, on nodes that have never met them. */
class LongDiaryIT {

    private static final int NIGHTS = 130;
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final AtomicInteger USERS = new AtomicInteger(8_000);

    private static TestDatabase database;
    private static Node node;

    private final String user = Integer.toString(USERS.incrementAndGet());

    @BeforeAll
    static void start() {
        database = TestPostgres.freshDatabase();
        node = node();
    }

    private static Node node(String... more) {
        String[] own = {
            "--sleepquiz.kafka.enabled=false",
            "--sleepquiz.keys.care-interval=1h",
            "--spring.datasource.hikari.maximum-pool-size=2",
            "--spring.datasource.hikari.data-source-properties.socketFactory=" + CountingSockets.class.getName()
        };
        return Node.start(
                database,
                Node.NO_KAFKA,
                Stream.of(own, more).flatMap(Stream::of).toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #5
    void aLongDiaryIsLoadedInOneRoundTripWithAllThatIsInIt() {
        recordNights();
        assertThat(snapshots()).hasSize(1);
        try (Node other = node()) {
            other.put("1", "{}");
            other.put("2", "{}");
            int before = CountingSockets.ROUND_TRIPS.get();
            Reply same = record(other, 7, 7);
            assertThat(CountingSockets.ROUND_TRIPS.get() - before)
                    .as("a load, and a look whether it is the newest")
                    .isEqualTo(2);
            assertThat(same.json().path("answers").path("SLEEP_QUALITY").intValue())
                    .isEqualTo(8);
            String entryId = same.json().path("entryId").stringValue();
            assertThat(record(other, 7, 3).json().path("entryId").stringValue())
                    .as("the night is corrected and not doubled")
                    .isEqualTo(entryId);
            assertThat(other.delete(user + "/entries/" + FIRST).status()).isEqualTo(204);
        }
        assertThat(record(node, 7, 3)
                        .json()
                        .path("answers")
                        .path("SLEEP_QUALITY")
                        .intValue())
                .as("also to a node that remembers")
                .isEqualTo(4);
    }

    @Test // #5
    void aSnapshotOfAnotherRevisionIsPassedOverAndMadeAnew() {
        recordNights();
        jdbc().sql(
                        "update event_store.snapshot_event_entry set payload_revision = '0' where aggregate_identifier = :user")
                .param("user", user)
                .update();
        try (Node other = node()) {
            assertThat(record(other, 7, 7).status()).isEqualTo(200);
            assertThat(record(other, 7, 7)
                            .json()
                            .path("answers")
                            .path("SLEEP_QUALITY")
                            .intValue())
                    .isEqualTo(8);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(snapshots()).containsExactly(Integer.toString(UserSleep.SNAPSHOT.revision())));
        }
    }

    @Test // #5
    void whoIsErasedLeavesNoSnapshotAndComesBackWithNothing() {
        recordNights();
        assertThat(node.delete(user).status()).isEqualTo(204);
        assertThat(snapshots()).isEmpty();
        try (Node other = node()) {
            assertThat(other.delete(user).code()).isEqualTo("UNKNOWN_USER");
            record(other, 0, 1);
            assertThat(other.delete(user + "/entries/" + FIRST.plusDays(1)).status())
                    .isEqualTo(204);
        }
        assertThat(jdbc().sql("select count(*) from event_store.domain_event_entry where aggregate_identifier = :user")
                        .param("user", user)
                        .query(Integer.class)
                        .single())
                .as("a registration and a night")
                .isEqualTo(2);
    }

    /** Each twice, so that there are three events of it; and waits for the snapshot. */
    private void recordNights() {
        IntStream.range(0, NIGHTS).forEach(night -> {
            assertThat(record(node, night, night + 1).status()).isEqualTo(200);
            assertThat(record(node, night, night).status()).isEqualTo(200);
        });
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(snapshots()).hasSize(1));
    }

    private Reply record(Node at, int night, int quality) {
        return at.post(user + "/entries", """
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
