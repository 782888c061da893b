package org.sleepquiz.command;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.sleepquiz.eventstore.NextRevision;
import org.sleepquiz.eventstore.StoredType;
import org.sleepquiz.messages.EventType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command-side of the next version, in which an event has one more revision than in this one. While it says
 * {@code --sleepquiz.written-revisions.<Event>=<revision>} of this version, it writes what this one reads.
 */
public final class AheadOfItsTime {

    private AheadOfItsTime() {}

    /** The event of both revisions says the same in the same words: all there is to it is the number. */
    public static SpringApplicationBuilder inNumberOnly(String event) {
        return in(event, json -> json, json -> json);
    }

    /**
     * Of a snoozed prompt the first revision says for how many minutes ({@code minutes}), the second, which the code has, when it comes
     * again ({@code until}).
     */
    public static SpringApplicationBuilder inSnoozedPrompts() {
        return in(
                "PromptSnoozed",
                older -> {
                    Duration pause = Duration.ofMinutes(older.remove("minutes").intValue());
                    return older.put("until", occurredAt(older).plus(pause).toString());
                },
                newer -> {
                    Instant until = Instant.parse(newer.remove("until").stringValue());
                    return newer.put(
                            "minutes",
                            Duration.between(occurredAt(newer), until).toMinutes());
                });
    }

    private static Instant occurredAt(ObjectNode json) {
        return Instant.parse(json.get("occurredAt").stringValue());
    }

    private static SpringApplicationBuilder in(
            String event, UnaryOperator<ObjectNode> forth, UnaryOperator<ObjectNode> back) {
        EventType today = EventType.named(event);
        return CommandSide.application().initializers(context -> {
            context.getBeanFactory()
                    .registerSingleton(
                            "newer" + event, new StoredType(event, today.revision() + 1, today.eventClass()));
            context.getBeanFactory()
                    .registerSingleton("to" + event, NextRevision.of(event, today.revision(), forth, back));
        });
    }
}
