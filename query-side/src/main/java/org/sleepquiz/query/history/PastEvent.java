package org.sleepquiz.query.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened to a person.
 *
 * @param position place in the whole log; a person's positions rise, with gaps
 * @param sequence number in the person's own stream, from 0
 * @param data the event, in its revision's JSON
 * @param by who caused it: {@code person} themself, {@code system}, or the role of whoever did; null if it was not recorded
 * @param via by which way: {@code telegram}, {@code http}, {@code batch}, {@code schedule}; null if it was not recorded
 * @param trace the command that it follows from: what one command caused has the same; null if it was not recorded
 */
public record PastEvent(
        long position,
        long sequence,
        String type,
        int revision,
        Instant occurredAt,
        JsonNode data,
        @Nullable String by,
        @Nullable String via,
        @Nullable String trace) {}
