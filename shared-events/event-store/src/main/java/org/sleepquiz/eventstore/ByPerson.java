package org.sleepquiz.eventstore;

import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.async.SequencingPolicy;
import org.axonframework.eventhandling.async.SequentialPerAggregatePolicy;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.UserSleepEvent.UserErased;

/**
 * Keeps everything about one person in order. A person's stream bears their name, but for the one that {@link UserErased}
 * stands in: it bears the name no more, and must not be overtaken by what they do when they come back.
 */
public final class ByPerson implements SequencingPolicy<EventMessage<?>> {

    @Override
    public @Nullable Object getSequenceIdentifierFor(EventMessage<?> event) {
        return event.getPayloadType() == UserErased.class
                ? ((UserErased) event.getPayload()).telegramId()
                : SequentialPerAggregatePolicy.instance().getSequenceIdentifierFor(event);
    }
}
