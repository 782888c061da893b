package org.sleepquiz.query.letters;

import org.axonframework.eventhandling.TrackedEventMessage;

/** Lets one event take effect in every table, in the transaction of the caller. */
@FunctionalInterface
public interface Projection {

    /**
     * @throws RuntimeException what the projectors or the database threw; some of the event's rows may have been written
     */
    void project(TrackedEventMessage<?> event);
}
