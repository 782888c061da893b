package org.sleepquiz.eventstore;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does in the background what is to be done after a master key was added, or events were stored in the clear by an older version. */
final class KeyCare implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyCare.class);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final KeyRotation rotation;
    private final EventsInTheClear eventsInTheClear;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "key-care");
        daemon.setDaemon(true);
        return daemon;
    });
    private volatile boolean closed;
    private boolean failing; // of the thread alone

    private KeyCare(KeyRotation rotation, EventsInTheClear eventsInTheClear) {
        this.rotation = rotation;
        this.eventsInTheClear = eventsInTheClear;
    }

    /** @param may whether this node may change keys and events; if not, it leaves that to those that may */
    static KeyCare begin(Duration interval, boolean may, KeyRotation rotation, EventsInTheClear eventsInTheClear) {
        KeyCare care = new KeyCare(rotation, eventsInTheClear);
        if (!may) {
            return care;
        }
        care.thread.scheduleWithFixedDelay(
                care::lookAfterKeys, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return care;
    }

    private void lookAfterKeys() {
        try {
            rotation.turn();
            sealAll();
            failing = false;
        } catch (SQLException | RuntimeException failure) {
            // once; it is tried again
            if (!failing && !closed) {
                failing = true;
                LOG.warn("event=key_care_failed", failure);
            }
        }
    }

    private void sealAll() throws SQLException {
        long sealed = 0;
        int batch;
        do {
            long began = System.nanoTime();
            batch = eventsInTheClear.sealSome();
            sealed += batch;
            if (batch > 0) {
                rest(System.nanoTime() - began);
            }
        } while (batch > 0 && !closed);
        if (sealed > 0) {
            LOG.info("event=events_sealed count={}", sealed);
        }
    }

    /** Leaves others half of the time. */
    private void rest(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Ends after the batch that is under way. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("event=key_care_not_ended");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
