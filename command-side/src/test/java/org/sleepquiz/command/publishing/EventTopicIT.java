package org.sleepquiz.command.publishing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.sleepquiz.testsupport.TestKafka;

class EventTopicIT {

    private static final int TOO_LARGE = 2_000_000; // bytes; a producer takes 1 MiB

    @Test // #2, regression 34
    void aBatchWhoseProducerHasEndedSendsNothingMoreSoThatNothingIsOvertaken() throws Exception {
        Map<String, Object> kafka =
                Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers());
        TopicSettings settings =
                new TopicSettings("batches-" + UUID.randomUUID(), 1, Duration.ofDays(1), 1, URI.create("/test"));
        try (EventTopic topic = new EventTopic(settings, kafka, kafka)) {
            EventTopic.Batch batch = topic.begin();
            batch.send("ada", event(1)).get(20, TimeUnit.SECONDS);
            EventTopic.Batch ofAnotherSegment = topic.begin();
            assertThatThrownBy(
                            () -> ofAnotherSegment.send("bo", event(TOO_LARGE)).get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("RecordTooLarge");

            assertThatThrownBy(() -> batch.send("ada", event(1))).isInstanceOf(KafkaException.class);
            topic.begin().send("ada", event(1)).get(20, TimeUnit.SECONDS);
        }
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
