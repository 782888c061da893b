package org.sleepquiz.faults;

/**
 * A record as a plain consumer of the topic sees it.
 *
 * @param key the user
 * @param sequence {@code ce_sequence}
 * @param value the event's JSON
 */
record Published(int partition, long offset, String key, String id, String type, long sequence, String value) {}
