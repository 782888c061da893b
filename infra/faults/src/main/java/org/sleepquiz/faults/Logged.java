package org.sleepquiz.faults;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.UserSleepEvent;

/**
 * An event as the log holds it.
 *
 * @param position in the whole log
 * @param stream whose it is: a user, or the random name that is left of one who was erased
 * @param sequence number in that stream, from 0
 * @param id its identifier, unique in the log
 * @param key that it is sealed with; null for {@code UserErased}, which is in the clear
 * @param event what it says; null if nobody can read that any more
 */
record Logged(
        long position,
        String stream,
        long sequence,
        String id,
        @Nullable UUID key,
        @Nullable UserSleepEvent event) {

    /** Whether it is under somebody's name. */
    boolean isNamed() {
        return stream.chars().allMatch(each -> each >= '0' && each <= '9');
    }
}
