package org.sleepquiz.query.diary;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Runs a processor's coordinator, which hands the log's events to the workers of the segments. When one of them has 1,024
 * events waiting, the coordinator looks for room again after 100 ms, a time in which the workers have long run dry: a replay
 * would make 10,000 events a second at the most. Here it looks again at once, more or less. Its other waits are longer, and
 * stay.
 */
final class ImpatientScheduler extends ScheduledThreadPoolExecutor {

    private static final long WAIT_FOR_ROOM = 100; // ms, in Axon's Coordinator

    private static final long ENOUGH = 2; // ms

    ImpatientScheduler(ThreadFactory threads) {
        super(1, threads);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return unit.toMillis(delay) == WAIT_FOR_ROOM
                ? super.schedule(task, ENOUGH, TimeUnit.MILLISECONDS)
                : super.schedule(task, delay, unit);
    }
}
