package org.sleepquiz.standalone;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The published events as a plain consumer sees them, which knows nothing of how they were made. */
final class EventRecords {

    static final String TOPIC = "sleepquiz.events";

    private EventRecords() {}

    /** One record: its key and value, and what its CloudEvents headers say. */
    record Seen(String key, String id, String type, String subject, String sequence, String value) {}

    /** Everything in the topic from its beginning; reads until it is enough, or no longer than that. */
    static List<Seen> all(String bootstrap, Duration noLonger, Predicate<List<Seen>> isEnough) {
        Instant end = Instant.now().plus(noLonger);
        List<Seen> seen = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC, noLonger).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!isEnough.test(seen) && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> seen.add(seen(record)));
            }
        }
        return seen;
    }

    private static Seen seen(ConsumerRecord<String, String> record) {
        return new Seen(
                record.key(),
                header(record, "ce_id"),
                header(record, "ce_type"),
                header(record, "ce_subject"),
                header(record, "ce_sequence"),
                record.value());
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
