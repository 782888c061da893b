package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;
import tools.jackson.databind.JsonNode;

/** The topic as a consumer reads it that knows nothing but the contract, and the log that it is compared with. */
final class TopicAndLog {

    private TopicAndLog() {}

    /** An event as the log has it. */
    record Stored(String id, String user, long sequence, String type, JsonNode payload) {}

    /** Reads the topic from its beginning until so many different events were seen. */
    static List<ConsumerRecord<String, byte[]>> consume(String kafka, String topic, int events) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(config)) {
            List<TopicPartition> partitions = new ArrayList<>();
            await().pollInSameThread().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                partitions.clear();
                consumer.partitionsFor(topic)
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
                assertThat(partitions).isNotEmpty();
            });
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().pollInSameThread().atMost(Duration.ofSeconds(45)).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    records.add(record);
                    ids.add(header(record, "ce_id"));
                });
                assertThat(ids).hasSize(events);
            });
        }
        return records;
    }

    static List<Stored> stored(Node node) {
        return node.context
                .getBean(EventStorageEngine.class)
                .readEvents(null, false)
                .map(event -> (DomainEventMessage<?>) event)
                // of people who were erased only that they were
                .filter(event -> event.getPayload() instanceof UserSleepEvent)
                .map(event -> new Stored(
                        event.getIdentifier(),
                        ((UserSleepEvent) event.getPayload()).telegramId(),
                        event.getSequenceNumber(),
                        EventType.of(event.getPayloadType()).name(),
                        Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(event.getPayload()))))
                .sorted(Comparator.comparing(Stored::user).thenComparing(Stored::sequence))
                .toList();
    }

    static void assertCompleteAndInOrder(List<ConsumerRecord<String, byte[]>> records, List<Stored> stored) {
        Map<String, List<String>> seen = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            if (ids.add(header(record, "ce_id"))) {
                seen.computeIfAbsent(record.key(), user -> new ArrayList<>()).add(header(record, "ce_id"));
            }
        }
        Map<String, List<String>> inOrder = new HashMap<>();
        stored.forEach(event ->
                inOrder.computeIfAbsent(event.user(), user -> new ArrayList<>()).add(event.id()));
        assertThat(seen).isEqualTo(inOrder);
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
