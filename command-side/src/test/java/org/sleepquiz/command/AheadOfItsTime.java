package org.sleepquiz.command;

import org.sleepquiz.eventstore.NextRevision;
import org.sleepquiz.eventstore.StoredType;
import org.sleepquiz.messages.EventType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * A command-side of the next version, in which an event has one more revision than in this one. While it says
 * {@code --sleepquiz.written-revisions.<Event>=<revision>} of this version, it writes what this one reads.
 */
public final class AheadOfItsTime {

    private AheadOfItsTime() {}

    /** The event of both revisions says the same in the same words: all there is to it is the number. */
    public static SpringApplicationBuilder inNumberOnly(String event) {
        EventType today = EventType.named(event);
        return CommandSide.application().initializers(context -> {
            context.getBeanFactory()
                    .registerSingleton(
                            "newer" + event, new StoredType(event, today.revision() + 1, today.eventClass()));
            context.getBeanFactory()
                    .registerSingleton(
                            "to" + event, NextRevision.of(event, today.revision(), json -> json, json -> json));
        });
    }
}
