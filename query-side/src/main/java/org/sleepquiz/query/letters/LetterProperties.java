package org.sleepquiz.query.letters;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How dead letters are tried again.
 *
 * @param look how often a node looks whether any are due
 * @param firstRetry the pause after the first failure, which doubles with each further one
 * @param longestRetry the longest that this pause gets
 * @param tries after how many failures a letter waits for an operator or a new version
 * @param mostPeople with how many people's letters the diary stops at the next failure instead of making another one: so many are
 *     no fault of the events
 */
@ConfigurationProperties("sleepquiz.letters")
record LetterProperties(
        @DefaultValue("10s") Duration look,
        @DefaultValue("1m") Duration firstRetry,
        @DefaultValue("1h") Duration longestRetry,
        @DefaultValue("10") int tries,
        @DefaultValue("1000") int mostPeople) {

    LetterProperties {
        if (look.toMillis() < 1
                || firstRetry.toMillis() < 1
                || longestRetry.compareTo(firstRetry) < 0
                || tries < 1
                || mostPeople < 0) {
            throw new IllegalArgumentException(
                    "sleepquiz.letters.*: intervals are at least 1 ms, the longest retry no shorter than the first, tries at least 1");
        }
    }

    /** How long to leave a letter that has failed so often: the first pause, doubled up to the longest. */
    Duration pauseAfter(int attempts) {
        Duration pause = firstRetry;
        for (int i = 1; i < attempts && pause.compareTo(longestRetry) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestRetry) < 0 ? pause : longestRetry;
    }
}
