package org.sleepquiz.faults;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one fault.
 *
 * @param what was broken
 * @param acknowledged answers, nights and settings that were promised meanwhile
 * @param erased how often it was promised meanwhile that somebody is gone
 * @param redelivered records that came to the topic again meanwhile
 * @param recovery from the end of the fault until a new person's answer went the whole way; null if it did not
 */
record Round(
        String fault,
        int number,
        String what,
        long acknowledged,
        long erased,
        List<Finding> findings,
        long redelivered,
        @Nullable Duration recovery) {

    long lost() {
        return count(Finding.Kind.LOST);
    }

    long doubled() {
        return count(Finding.Kind.DOUBLED);
    }

    private long count(Finding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }
}
