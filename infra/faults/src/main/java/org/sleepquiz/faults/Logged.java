package org.sleepquiz.faults;

import org.sleepquiz.messages.UserSleepEvent;

/**
 * An event as the log holds it.
 *
 * @param position in the whole log
 * @param user whose stream it is in
 * @param sequence number in that stream, from 0
 * @param id its identifier, unique in the log
 */
record Logged(long position, String user, long sequence, String id, UserSleepEvent event) {}
