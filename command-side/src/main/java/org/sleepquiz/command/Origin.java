package org.sleepquiz.command;

import java.util.HashMap;
import java.util.Map;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.Message;

/**
 * Who has said a command and by which way it came. Kept beside every event that follows from it, in the clear and in a few bytes: never
 * anything by which a person could be told.
 *
 * @param by {@code person} themself, or else the role of whoever did it, or the {@code system}
 * @param via {@code telegram}, {@code http}, {@code batch} or {@code schedule}
 */
public record Origin(String by, String via) {

    /** What the system does by itself, at its time. */
    private static final Origin SCHEDULE = new Origin("system", "schedule");

    private static final String BY = "by";
    private static final String VIA = "via";

    /** Also of which command: the events of one have the same. */
    private static final String TRACE = "traceId";

    /** As a command carries it. */
    public Map<String, String> metaData() {
        return Map.of(BY, by, VIA, via);
    }

    /** What the events say that follow from a message. Events that are handled here lead to none, and are not looked into. */
    static Map<String, ?> of(Message<?> message) {
        if (!(message instanceof CommandMessage<?> command)) {
            return Map.of();
        }
        Map<String, Object> origin = new HashMap<>(SCHEDULE.metaData());
        origin.putAll(command.getMetaData());
        origin.put(TRACE, command.getIdentifier());
        return origin;
    }
}
