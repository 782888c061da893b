package org.sleepquiz.command.publishing;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;

/**
 * Hands each event of a batch to the topic and lets the batch commit, and so the token move, only when all are acknowledged.
 * What fails is sent again, with the whole batch, until it is there; nothing is ever passed over.
 */
@ProcessingGroup(Publisher.NAME)
class Publisher {

    static final String NAME = "publisher";

    /** Longer than the producer tries, so that it is the producer that says why. */
    private static final long PATIENCE_SECONDS = 12;

    private static final String SENT = Publisher.class.getName() + ".sent";

    private final EventTopic topic;
    private final TopicSettings settings;

    Publisher(EventTopic topic, TopicSettings settings) {
        this.topic = topic;
        this.settings = settings;
    }

    /** What a batch has sent so far, and by what. */
    private record Sent(EventTopic.Batch batch, List<CompletableFuture<Void>> unacknowledged) {}

    @EventHandler
    void on(UserSleepEvent event, @SequenceNumber long sequence, EventMessage<?> message, UnitOfWork<?> work) {
        Sent sent = work.root().getOrComputeResource(SENT, key -> {
            Sent none = new Sent(topic.begin(), new ArrayList<>());
            work.root().onPrepareCommit(committing -> awaitAll(none.unacknowledged()));
            return none;
        });
        sent.unacknowledged()
                .add(sent.batch().send(event.telegramId(), cloudEvent(event, sequence, message.getIdentifier())));
    }

    private CloudEvent cloudEvent(UserSleepEvent event, long sequence, String id) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withType(EventType.of(event.getClass()).published())
                .withSource(settings.source())
                .withSubject(event.telegramId())
                .withTime(event.occurredAt().atOffset(ZoneOffset.UTC))
                .withExtension("sequence", Long.toString(sequence))
                .withData("application/json", Json.MAPPER.writeValueAsBytes(event))
                .build();
    }

    private static void awaitAll(List<CompletableFuture<Void>> unacknowledged) {
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
