package org.sleepquiz.command.schedule;

import java.util.List;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.sleepquiz.command.Node;
import org.sleepquiz.messages.UserSleepEvent;

/** What the log says of a person, as everybody reads it. */
final class Sent {

    private Sent() {}

    static List<UserSleepEvent> history(Node node, String user) {
        return node.context
                .getBean(EventStorageEngine.class)
                .readEvents(user)
                .asStream()
                .map(message -> (UserSleepEvent) message.getPayload())
                .toList();
    }

    static <E extends UserSleepEvent> List<E> history(Node node, String user, Class<E> kind) {
        return history(node, user).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
