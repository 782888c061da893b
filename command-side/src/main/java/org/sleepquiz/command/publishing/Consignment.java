package org.sleepquiz.command.publishing;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.ZoneOffset;
import org.apache.kafka.common.KafkaException;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;

/** Events under way to a topic: handed over one after the other, and there when all are. */
final class Consignment {

    private final EventTopic.Batch batch;
    private final URI source;
    private int size;

    private Consignment(EventTopic.Batch batch, URI source) {
        this.batch = batch;
        this.source = source;
    }

    /**
     * @param sender see {@link EventTopic#begin}
     * @param source the {@code ce_source} of every record
     * @throws KafkaException if Kafka cannot be reached at all
     */
    static Consignment to(EventTopic topic, String sender, URI source) {
        return new Consignment(topic.begin(sender), source);
    }

    /**
     * Hands an event over.
     *
     * @param sequence its number in its user's stream
     * @param id unique among all events
     * @throws KafkaException if an earlier one has failed
     */
    void add(UserSleepEvent event, long sequence, String id) {
        batch.send(event.telegramId(), cloudEvent(event, sequence, id));
        size++;
    }

    int size() {
        return size;
    }

    private CloudEvent cloudEvent(UserSleepEvent event, long sequence, String id) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withType(EventType.of(event.getClass()).published())
                .withSource(source)
                .withSubject(event.telegramId())
                .withTime(event.occurredAt().atOffset(ZoneOffset.UTC))
                .withExtension("sequence", Long.toString(sequence))
                .withData("application/json", Json.MAPPER.writeValueAsBytes(event))
                .build();
    }

    /**
     * Waits until every event is stored by all in-sync replicas.
     *
     * @throws KafkaException if one was not; all have to be sent again
     */
    void arrive() {
        batch.commit();
    }

    /** Takes back what has not arrived. */
    void giveUp() {
        batch.abandon();
    }
}
