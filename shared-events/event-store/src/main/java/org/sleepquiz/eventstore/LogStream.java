package org.sleepquiz.eventstore;

import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;

/** The log from one place on, read from the tables in batches. For one reading thread at a time; any may wake it. */
final class LogStream implements BlockingStream<TrackedEventMessage<?>> {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** After how long the log is asked again although nobody told that there is something new. */
    private static final long ASK_ANYWAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final EventStorageEngine engine;
    private final Consumer<LogStream> onClose;
    private @Nullable Iterator<? extends TrackedEventMessage<?>> batch;
    private @Nullable TrackedEventMessage<?> next;
    private volatile @Nullable TrackingToken last;
    private volatile long lastReadNanos = System.nanoTime();
    private volatile Runnable onAvailable = () -> {};

    /** Whether something may have been appended since the log was last asked. A processor looks several times before it rests. */
    private volatile boolean mayHaveMore = true;

    private long askedAtNanos = System.nanoTime();

    LogStream(EventStorageEngine engine, @Nullable TrackingToken after, Consumer<LogStream> onClose) {
        this.engine = engine;
        this.last = after;
        this.onClose = onClose;
    }

    @Override
    public Optional<TrackedEventMessage<?>> peek() {
        if (next == null && (batch != null || isWorthAsking())) {
            Iterator<? extends TrackedEventMessage<?>> current = batch == null ? ask() : batch;
            if (current.hasNext()) {
                next = current.next();
                batch = current;
            } else {
                // read on from the last token next time: it knows the gaps that may have been filled meanwhile
                batch = null;
            }
        }
        return Optional.ofNullable(next);
    }

    private boolean isWorthAsking() {
        return mayHaveMore || System.nanoTime() - askedAtNanos > ASK_ANYWAY_NANOS;
    }

    private Iterator<? extends TrackedEventMessage<?>> ask() {
        // beforehand: what is appended while the log is read may or may not be seen by this reading
        mayHaveMore = false;
        askedAtNanos = System.nanoTime();
        return engine.readEvents(last, false).iterator();
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (peek().isEmpty()) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for an event");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
        while (!hasNextAvailable(1, TimeUnit.SECONDS)) {
            // the contract is to block until there is one
        }
        TrackedEventMessage<?> event = peek().orElseThrow();
        next = null;
        last = event.trackingToken();
        lastReadNanos = System.nanoTime();
        return event;
    }

    @Override
    public boolean setOnAvailableCallback(Runnable callback) {
        onAvailable = callback;
        return true;
    }

    void wake() {
        mayHaveMore = true;
        onAvailable.run();
    }

    /**
     * Whether positions were passed over a moment ago because nothing stood there yet: a transaction may still be filling
     * them. Most gaps are lost races and stay for ever, so a transaction that takes longer than this moment is left to the
     * processor's own regular look.
     */
    boolean hasFreshGaps() {
        return last instanceof GapAwareTrackingToken token
                && token.hasGaps()
                && System.nanoTime() - lastReadNanos < FRESH_NANOS;
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
