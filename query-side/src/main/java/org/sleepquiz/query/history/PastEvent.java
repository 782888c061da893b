package org.sleepquiz.query.history;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened to a person.
 *
 * @param position place in the whole log; a person's positions rise, with gaps
 * @param sequence number in the person's own stream, from 0
 * @param data the event, in its revision's JSON
 */
public record PastEvent(long position, long sequence, String type, int revision, Instant occurredAt, JsonNode data) {}
