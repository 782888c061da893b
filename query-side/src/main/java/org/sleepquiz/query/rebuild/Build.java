package org.sleepquiz.query.rebuild;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of the read model that was asked for.
 *
 * @param readModel the table by which it was asked for; the tables of the diary are all rebuilt together
 * @param switchWhenEqual whether it is put in use by itself once it equals the one in use
 * @param switchAsked whether it is to be put in use whatever the differences
 * @param eventsTotal events in the log when it was begun; null before that
 * @param eventsPerSecond over the run of the node that works on it; null before there is one
 * @param secondsLeft until the new tables have reached the old ones; null when that is not known, or behind it
 * @param differences table by table; null before they were compared
 * @param failure why it failed; null if it did not
 * @param oldSchema where the tables are that it replaced, until they are dropped
 */
record Build(
        int version,
        String readModel,
        Status status,
        Instant askedAt,
        boolean switchWhenEqual,
        boolean switchAsked,
        @Nullable Long eventsTotal,
        long eventsDone,
        @Nullable Long eventsPerSecond,
        @Nullable Long secondsLeft,
        @Nullable List<Difference> differences,
        @Nullable String failure,
        @Nullable Instant switchedAt,
        @Nullable String oldSchema) {

    enum Status {
        /** The log is being projected into new tables. */
        BUILDING,
        /** The new tables are where those in use are, and are compared with them. */
        COMPARING,
        /** Compared; it follows the one in use until it takes its place. */
        READY,
        /** It was put in use. */
        SWITCHED,
        ABANDONED,
        FAILED
    }

    /** Whether it is to take the place of the one in use as soon as it can. */
    boolean wantsToBeSwitched() {
        return status == Status.READY
                && (switchAsked
                        || switchWhenEqual
                                && differences != null
                                && differences.stream().allMatch(Difference::agrees));
    }
}
