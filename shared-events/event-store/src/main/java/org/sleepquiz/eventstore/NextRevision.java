package org.sleepquiz.eventstore;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a new revision of an event has made of the JSON of the one before. One of {@link #ALL}, or a bean of this type.
 *
 * @param event its name, as in {@code PromptSnoozed}
 * @param from the older revision; the newer one is the next number
 * @param forth makes JSON of the newer revision from that of the older
 * @param back makes JSON of the older revision from that of the newer, so that new nodes can write what old ones read while both
 *     run; empty where that cannot be said in the older one
 */
public record NextRevision(
        String event, int from, UnaryOperator<ObjectNode> forth, Optional<UnaryOperator<ObjectNode>> back) {

    /** All there have been, in any order. How to add one is in {@code docs/evolution.md}. */
    static final List<NextRevision> ALL = List.of(NextRevision.of(
            "UserUnreachable", 1, older -> older.put("reason", "UNKNOWN"), newer -> newer.without("reason")));

    public static NextRevision of(
            String event, int from, UnaryOperator<ObjectNode> forth, UnaryOperator<ObjectNode> back) {
        return new NextRevision(event, from, forth, Optional.of(back));
    }

    int to() {
        return from + 1;
    }
}
