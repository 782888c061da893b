package org.sleepquiz.bot.inbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses that double with each failure, up to a longest one, and vary by a quarter so that many who failed together do not
 * come back together.
 */
public record BackOff(Duration first, Duration longest) {

    private static final int MOST_DOUBLINGS = 20;

    /** @param failures how many there were before this one */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures, MOST_DOUBLINGS);
        long millis = Math.min(doubled, longest.toMillis());
        long jitter = millis / 4;
        return Duration.ofMillis(millis - jitter + ThreadLocalRandom.current().nextLong(2 * jitter + 1));
    }
}
