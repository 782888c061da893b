package org.sleepquiz.command.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.publishing.EventTopic.Batch;
import org.sleepquiz.testsupport.TestKafka;

class EventTopicIT {

    private static final int TOO_LARGE = 2_000_000; // bytes; a producer takes 1 MiB

    private final Map<String, Object> kafka =
            Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers());
    private final TopicSettings settings = new TopicSettings(
            "batches-" + UUID.randomUUID(), 1, Duration.ofDays(1), 1, Duration.ofMillis(50), URI.create("/test"));

    @Test // #2, regression 34
    void aBatchWhoseProducerHasEndedSendsNothingMoreSoThatNothingIsOvertaken() {
        try (EventTopic topic = node()) {
            Batch batch = topic.begin("segment");
            batch.send("ada", event(1));
            assertThatThrownBy(() -> {
                        batch.send("bo", event(TOO_LARGE));
                        batch.commit();
                    })
                    .isInstanceOf(KafkaException.class)
                    .hasStackTraceContaining("RecordTooLarge");
            assertThatThrownBy(() -> batch.send("ada", event(1))).isInstanceOf(KafkaException.class);

            Batch again = topic.begin("segment");
            again.send("ada", event(1));
            again.commit();
        }
        assertThat(committed()).containsExactly("ada");
    }

    @Test // #5
    void whoWasSucceededWhileItStoodStillBringsNothingAnyMore() {
        try (EventTopic standingStill = node();
                EventTopic successor = node()) {
            Batch before = standingStill.begin("segment");
            before.send("before", event(1));
            before.commit();
            Batch unfinished = standingStill.begin("segment");
            unfinished.send("unfinished", event(1));

            Batch batch = successor.begin("segment");
            assertThatThrownBy(() -> {
                        unfinished.send("late", event(1));
                        unfinished.commit();
                    })
                    .isInstanceOf(KafkaException.class);
            batch.send("after", event(1));
            batch.commit();
        }
        assertThat(committed()).containsExactly("before", "after");
        assertThat(keys("read_uncommitted")).endsWith("after").doesNotContain("late");
    }

    @Test // #5
    void sendersOfOneNodeDoNotDisturbOneAnotherAndABatchThatWasGivenUpIsSentAgain() {
        try (EventTopic topic = node()) {
            Batch one = topic.begin("one");
            Batch other = topic.begin("other");
            one.send("given up", event(1));
            other.send("other", event(1));
            one.abandon();
            other.commit();
            Batch again = topic.begin("one");
            again.send("again", event(1));
            again.commit();
        }
        assertThat(committed()).containsExactly("other", "again");
    }

    private EventTopic node() {
        return new EventTopic(settings, kafka, kafka);
    }

    private List<String> committed() {
        return keys("read_committed");
    }

    /** Of the records in the one partition, in order. */
    private List<String> keys(String isolation) {
        List<String> keys = new ArrayList<>();
        TopicPartition partition = new TopicPartition(settings.topic(), 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.get("bootstrap.servers"), "isolation.level", isolation),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> keys.add(record.key()));
            }
        }
        return keys;
    }

    private static CloudEvent event(int bytes) {
        return CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withType("test")
                .withSource(URI.create("/test"))
                .withData("application/octet-stream", new byte[bytes])
                .build();
    }
}
