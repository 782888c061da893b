package org.sleepquiz.query.letters;

import java.util.UUID;

/**
 * Where an event stands. What it says is not copied: it stays sealed in the log, and goes with the person's key.
 *
 * @param person whose event it is: a Telegram user id
 * @param position in the whole log
 * @param sequence number in the stream, from 0
 * @param type name of the event
 */
public record EventInLog(UUID id, String person, long position, long sequence, String type) {}
