package org.sleepquiz.command.publishing;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;

/** Events under way to a topic: handed over one after the other, and there when all are acknowledged. */
final class Consignment {

    /** Longer than the producer tries, so that it is the producer that says why. */
    private static final long PATIENCE_SECONDS = 12;

    private final EventTopic.Batch batch;
    private final URI source;
    private final List<CompletableFuture<Void>> unacknowledged = new ArrayList<>();

    private Consignment(EventTopic.Batch batch, URI source) {
        this.batch = batch;
        this.source = source;
    }

    /**
     * @param source the {@code ce_source} of every record
     * @throws KafkaException if Kafka cannot be reached at all
     */
    static Consignment to(EventTopic topic, URI source) {
        return new Consignment(topic.begin(), source);
    }

    /**
     * Hands an event over.
     *
     * @param sequence its number in its user's stream
     * @param id unique among all events
     * @throws KafkaException if an earlier one has failed
     */
    void add(UserSleepEvent event, long sequence, String id) {
        unacknowledged.add(batch.send(event.telegramId(), cloudEvent(event, sequence, id)));
    }

    int size() {
        return unacknowledged.size();
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
    void awaitAll() {
        try {
            CompletableFuture.allOf(unacknowledged.toArray(CompletableFuture[]::new))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new KafkaException("a record was not stored", failed.getCause());
        } catch (TimeoutException tooLong) {
            throw new KafkaException("records were not acknowledged in time", tooLong);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped while records were under way", interrupted);
        }
    }
}
