package org.sleepquiz.command;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.AbstractSnapshotter;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.sleepquiz.messages.UserSleepEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots of diaries, from what is stored and off the commands' threads, one after the other. A snapshot bears the identifier of
 * the event up to which it goes: it is stored only where that event still stands under that name. What cannot be taken now is taken
 * when the next events are due for it.
 */
final class Snapshots extends AbstractSnapshotter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** Beyond that many people no more are taken on. */
    private static final int MOST_WAITING = 1_000;

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ThreadPoolExecutor thread;

    private Snapshots(EventStore events, ThreadPoolExecutor thread) {
        super(new Builder() {}.eventStore(events).executor(thread));
        this.thread = thread;
    }

    static Snapshots of(EventStore events) {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1, 1, IDLE.toSeconds(), TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread daemon = new Thread(work, "snapshots");
                    daemon.setDaemon(true);
                    return daemon;
                });
        thread.allowCoreThreadTimeOut(true);
        return new Snapshots(events, thread);
    }

    /** Axon's own report of a failure may name the person. */
    @Override
    protected Runnable createSnapshotterTask(Class<?> aggregateType, String telegramId) {
        Runnable task = super.createSnapshotterTask(aggregateType, telegramId);
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failed) {
                LOG.warn("event=snapshot_not_taken cause={}", failed.getClass().getSimpleName());
                LOG.debug("event=snapshot_not_taken", failed);
            }
        };
    }

    @Override
    protected DomainEventMessage<UserSleep> createSnapshot(
            Class<?> aggregateType, String telegramId, DomainEventStream events) {
        DomainEventMessage<?> last = events.peek();
        UserSleep person = new UserSleep();
        while (events.hasNext()) {
            last = events.next();
            if (last.getPayload() instanceof UserSleep earlier) {
                person = earlier;
            } else {
                person.on((UserSleepEvent) last.getPayload(), last.getIdentifier());
            }
        }
        return new GenericDomainEventMessage<>(
                UserSleep.TYPE,
                telegramId,
                last.getSequenceNumber(),
                new GenericMessage<>(last.getIdentifier(), person, MetaData.emptyInstance()),
                last.getTimestamp());
    }

    /** Finishes the one that is being taken. */
    @Override
    public void close() {
        thread.shutdown();
        thread.getQueue().clear();
        try {
            if (!thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("event=snapshot_not_taken cause=closing");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
