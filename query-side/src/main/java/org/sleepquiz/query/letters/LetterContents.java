package org.sleepquiz.query.letters;

import java.util.Optional;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.Serializer;
import org.sleepquiz.messages.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Looks at what a letter's event says, without telling. */
@Component
class LetterContents {

    private static final Logger LOG = LoggerFactory.getLogger(LetterContents.class);

    private final EventStorageEngine log;
    private final Serializer serializer;

    LetterContents(EventStorageEngine log, Serializer eventSerializer) {
        this.log = log;
        this.serializer = eventSerializer;
    }

    /** Empty if the log does not hold the event under that person's name, or its content cannot be opened. */
    Optional<JsonNode> shapeOf(EventInLog event) {
        return log.readEvents(event.person(), event.sequence())
                .asStream()
                .findFirst()
                .filter(found -> found.getIdentifier().equals(event.id().toString()))
                .flatMap(this::shape);
    }

    private Optional<JsonNode> shape(DomainEventMessage<?> event) {
        try {
            String json = event.serializePayload(serializer, String.class).getData();
            return Optional.of(Shape.of(Json.MAPPER.readTree(json)));
        } catch (SerializationException unreadable) {
            LOG.warn("event=letter_unreadable id={} cause={}", event.getIdentifier(), Trouble.of(unreadable));
            return Optional.empty();
        }
    }
}
