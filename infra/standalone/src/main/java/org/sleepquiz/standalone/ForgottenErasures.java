package org.sleepquiz.standalone;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.standalone.backup.RestoredUpTo;

/**
 * The erasures that the topic tells of and the log has forgotten, because it was restored to a moment before them. No clock is asked: an
 * erasure has happened to this log if its event is in it, and somebody has come back since if their life begins behind the position up
 * to which the log was restored.
 */
final class ForgottenErasures implements AutoCloseable {

    private static final String ERASED = EventType.of(UserErased.class).published();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrap;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, String> erasures = new HashMap<>(); // the newest, by person
    private long records;

    private ForgottenErasures(String bootstrap) {
        this.bootstrap = bootstrap;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(PATIENCE.toMillis())),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Those that the topic tells of by now.
     *
     * @throws StartFailure if it cannot be read to its end
     */
    static ForgottenErasures toldBy(String bootstrap) {
        ForgottenErasures told = new ForgottenErasures(bootstrap);
        boolean read = false;
        try {
            List<TopicPartition> partitions = told.consumer.partitionsFor(EventRecords.TOPIC).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            told.consumer.assign(partitions);
            told.consumer.seekToBeginning(partitions);
            told.readOn();
            read = true;
            return told;
        } catch (KafkaException away) {
            throw told.unreadable(away);
        } finally {
            if (!read) {
                told.close();
            }
        }
    }

    /** Reads what has come to the topic since. */
    void readOn() {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            long heard = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                ConsumerRecords<String, byte[]> polled = consumer.poll(POLL);
                polled.forEach(this::add);
                if (!polled.isEmpty()) {
                    heard = System.nanoTime();
                } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw new StartFailure("Kafka at " + bootstrap + " does not give all of " + EventRecords.TOPIC);
                }
            }
        } catch (KafkaException away) {
            throw unreadable(away);
        }
    }

    private StartFailure unreadable(KafkaException away) {
        return new StartFailure(
                "The topic " + EventRecords.TOPIC + " cannot be read from Kafka at " + bootstrap + ": "
                        + away.getMessage(),
                away);
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        records++;
        if (header(record, "ce_type").equals(ERASED)) {
            erasures.put(record.key(), header(record, "ce_id"));
        }
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    boolean isToldNothing() {
        return records == 0;
    }

    /**
     * People who are in the log as they were before they were erased. To be asked after the topic was read.
     *
     * @throws StartFailure if the log does not say up to where it was restored, and there are people of whom that has to be known
     */
    List<String> forgottenBy(DataSource database) {
        Map<String, String> forgotten = new HashMap<>(erasures);
        Map<String, Long> lives = new HashMap<>(); // where they begin
        try (Connection connection = database.getConnection();
                PreparedStatement tombstones = connection.prepareStatement(
                        "select event_identifier from event_store.domain_event_entry where payload_type = 'UserErased'");
                PreparedStatement beginnings = connection.prepareStatement("""
                        select aggregate_identifier, global_index
                        from event_store.domain_event_entry
                        where aggregate_identifier = any (?) and sequence_number = 0
                        """)) {
            Set<String> known = new HashSet<>();
            try (ResultSet row = tombstones.executeQuery()) {
                while (row.next()) {
                    known.add(row.getString(1));
                }
            }
            forgotten.values().removeIf(known::contains);
            beginnings.setArray(
                    1, connection.createArrayOf("text", forgotten.keySet().toArray()));
            try (ResultSet row = beginnings.executeQuery()) {
                while (row.next()) {
                    lives.put(row.getString(1), row.getLong(2));
                }
            }
            if (lives.isEmpty()) {
                return List.of();
            }
            long restored = RestoredUpTo.of(connection)
                    .orElseThrow(() -> new StartFailure("The log does not say up to which position it was restored;"
                            + " docs/operations.md, \"Back-up\", says how to tell it"));
            lives.values().removeIf(beginning -> beginning > restored);
        } catch (SQLException failed) {
            throw new StartFailure("The database cannot be read: " + failed.getMessage(), failed);
        }
        return List.copyOf(lives.keySet());
    }

    /** Of how many people the topic tells that they were erased. */
    int people() {
        return erasures.size();
    }

    /** By which it can be told whether a newer one is known. */
    String newestOf(String person) {
        return erasures.get(person);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
