package org.sleepquiz.query.diary;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as the diary follows it. Asks every few milliseconds for the newest position, one look-up in an index per node,
 * and wakes the processor when it moved, whichever node appended. Without it a pooled processor at rest looks every 500 ms,
 * at a cache that hears of other nodes' appends once a second.
 */
final class FollowedLog implements StreamableMessageSource<TrackedEventMessage<?>> {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedLog.class);

    private final EventStorageEngine engine;
    private final Set<LogStream> open = ConcurrentHashMap.newKeySet();
    private long newest = -1;
    private boolean outOfReach;

    FollowedLog(EventStorageEngine engine, ScheduledExecutorService scheduler, Duration pollInterval) {
        this.engine = engine;
        scheduler.scheduleWithFixedDelay(this::look, 0, pollInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken after) {
        LogStream stream = new LogStream(engine, after, open::remove);
        open.add(stream);
        return stream;
    }

    @Override
    public TrackingToken createTailToken() {
        return engine.createTailToken();
    }

    @Override
    public TrackingToken createHeadToken() {
        return engine.createHeadToken();
    }

    @Override
    public TrackingToken createTokenAt(Instant instant) {
        return engine.createTokenAt(instant);
    }

    private void look() {
        if (open.isEmpty()) {
            return;
        }
        try {
            TrackingToken head = engine.createHeadToken();
            long position = head == null ? -1 : head.position().orElse(-1);
            boolean moved = position > newest;
            newest = position;
            outOfReach = false;
            // an append that was overtaken by a later one does not move the head; it fills a gap
            open.stream().filter(stream -> moved || stream.hasFreshGaps()).forEach(LogStream::wake);
        } catch (RuntimeException failure) {
            // an exception would end the schedule; the processor meets the same failure by itself and reports it
            if (!outOfReach) {
                outOfReach = true;
                LOG.warn("event=log_out_of_reach", failure);
            }
        }
    }
}
