package org.sleepquiz.command.quiz;

import java.util.List;
import org.sleepquiz.messages.UserSleepEvent;

/**
 * What came of a command.
 *
 * @param <R> what the person is told when it was accepted
 */
public sealed interface Decision<R> {

    /**
     * @param events what happened, in order; empty if the diary already says so
     * @param reply how things stand after these events
     */
    record Accepted<R>(List<UserSleepEvent> events, R reply) implements Decision<R> {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    record Refused<R>(Refusal refusal) implements Decision<R> {}
}
