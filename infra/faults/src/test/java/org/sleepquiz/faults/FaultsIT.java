package org.sleepquiz.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.sleepquiz.faults.Finding.Kind;
import org.sleepquiz.messages.UserSleepEvent.UserErased;

/** The short version of the suite. Another seed each time; {@code -Dfaults.seed=N} repeats one. */
class FaultsIT {

    @Test // #5
    void nothingIsLostOrDoubledWhateverIsKilledAndTheCheckerSeesWhatIsPlanted() {
        String said = System.getProperty("faults.seed", "");
        long seed = said.isBlank() ? System.currentTimeMillis() % 1_000_000 : Long.parseLong(said);
        Options options = Options.of(
                "--seed",
                Long.toString(seed),
                "--rounds",
                "1",
                "--faults",
                "kill-command,kill-postgres," + (seed % 2 == 0 ? "kill-kafka" : "kill-query"),
                "--seconds",
                "2",
                "--nodes",
                "1",
                "--directory",
                Path.of("target", "faults-it").toString());
        System.out.println("faults.seed=" + options.seed());
        try (Suite suite = Suite.start(options)) {
            Report report = FaultSuite.run(suite, options, System.out);
            assertThat(report.rounds()).as("seed %d", options.seed()).hasSize(3).allSatisfy(round -> {
                assertThat(round.findings()).as(round.what()).isEmpty();
                assertThat(round.acknowledged()).as(round.what()).isPositive();
            });
            assertThat(report.rounds()).anyMatch(round -> round.erased() > 0);
            plantedFaultsAreSeen(suite);
        }
    }

    private static void plantedFaultsAreSeen(Suite suite) {
        aKeyIsLeftOfSomebodyWhoWasErased(suite);
        Logged victim = suite.stores().log().stream()
                .filter(Logged::isNamed)
                .findFirst()
                .orElseThrow();
        suite.stores()
                .jdbc()
                .sql("update read_model.sleep_entries set total_sleep_minutes_low = 0")
                .update();
        assertThat(suite.look().findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(Kind.WRONG));
        assertThat(suite.look().findings().get(0).what()).contains("differs in total_sleep_minutes_low");

        publishAgain(suite, victim.stream());
        assertThat(suite.look().count(Kind.MISORDERED)).isEqualTo(1);

        // all but the registration: the newest event alone need not be an answer
        suite.stores().jdbc().sql("""
                        delete from event_store.domain_event_entry
                        where aggregate_identifier = :user and sequence_number > 0
                        """).param("user", victim.stream()).update();
        assertThat(suite.look().count(Kind.LOST)).isPositive();
    }

    private static void aKeyIsLeftOfSomebodyWhoWasErased(Suite suite) {
        List<Logged> log = suite.stores().log();
        Set<String> here =
                log.stream().filter(Logged::isNamed).map(Logged::stream).collect(Collectors.toSet());
        String gone = log.stream()
                .map(Logged::event)
                .filter(UserErased.class::isInstance)
                .map(event -> ((UserErased) event).telegramId())
                .filter(user -> !here.contains(user))
                .findFirst()
                .orElseThrow();
        suite.stores().jdbc().sql("""
                        insert into event_store.person_key (key_id, person, master_key, wrapped)
                        select gen_random_uuid(), :user, master_key, '' from event_store.master_key limit 1
                        """).param("user", gone).update();
        assertThat(suite.look().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.REMAINS);
            assertThat(finding.what()).contains(gone);
        });
        suite.stores()
                .jdbc()
                .sql("delete from event_store.person_key where person = :user")
                .param("user", gone)
                .update();
    }

    /** An event that has not happened yet, before those that come next. */
    private static void publishAgain(Suite suite, String user) {
        List<Published> topic = Topic.all(suite.cluster().kafkaBootstrap());
        Published last = topic.stream()
                .filter(record -> record.key().equals(user))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        ProducerRecord<String, String> record =
                new ProducerRecord<>("sleepquiz.events", last.partition(), user, last.value());
        Map.of("ce_id", last.id(), "ce_type", last.type(), "ce_sequence", Long.toString(last.sequence() + 5))
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.US_ASCII)));
        try (Producer<String, String> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, suite.cluster().kafkaBootstrap()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(record);
        }
    }
}
