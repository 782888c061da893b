package org.sleepquiz.command.publishing;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was stored is sent again, to a topic of its own.
 *
 * @param telegramId only what is about this user; null for all
 * @param from position of the first event
 * @param to position of the last; nothing later is sent
 * @param position up to which everything was sent
 * @param published events sent so far
 * @param perSecond positions, of late
 * @param trouble what the last try failed on, null if it succeeded
 * @param movedAt when the position moved last
 */
record Republication(
        UUID id,
        String topic,
        @Nullable String telegramId,
        long from,
        long to,
        long position,
        long published,
        double perSecond,
        State state,
        @Nullable String trouble,
        Instant startedAt,
        Instant movedAt) {

    enum State {
        RUNNING,
        DONE,
        STOPPED
    }

    /** How long the rest takes at the pace of late; null if it does not move. */
    @Nullable Duration left() {
        if (state != State.RUNNING) {
            return Duration.ZERO;
        }
        return perSecond > 0 ? Duration.ofSeconds((long) Math.ceil((to - position) / perSecond)) : null;
    }
}
