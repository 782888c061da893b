package org.sleepquiz.query.diary;

import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;

/** An event that cannot be projected, by name, so that it can be found in the log. */
final class EventNotProjected extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String event;

    EventNotProjected(EventMessage<?> event, Throwable cause) {
        super(
                "event=" + event.getIdentifier() + " type="
                        + event.getPayloadType().getSimpleName() + " position=" + position(event),
                cause);
        this.event = event.getIdentifier();
    }

    String event() {
        return event;
    }

    /** -1 if the event does not come from the log. */
    static long position(EventMessage<?> event) {
        return event instanceof TrackedEventMessage<?> tracked
                ? tracked.trackingToken().position().orElse(-1)
                : -1;
    }
}
