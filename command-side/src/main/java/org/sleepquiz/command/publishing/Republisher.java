package org.sleepquiz.command.publishing;

import java.net.URI;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.eventstore.EventPosition;
import org.sleepquiz.messages.UserSleepEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what was stored again, in the order of the log, to a topic of its own. The position moves in the transaction that holds
 * the row: one node at a time works on it, and if that ends another, or the same after a restart, goes on after the last batch that
 * was acknowledged.
 */
final class Republisher implements SmartLifecycle {

    /** As many as the publisher sends at a time; nothing more is in memory. */
    private static final int AT_ONCE = 500;

    /** One republication runs at a time. */
    private static final String SENDER = "republisher";

    private static final long CLOSING_SECONDS = 13;

    private static final Logger LOG = LoggerFactory.getLogger(Republisher.class);

    private final RepublicationTable republications;
    private final EventStorageEngine log;
    private final EventPosition positions;
    private final TransactionTemplate transaction;
    private final URI source;
    private final Function<String, EventTopic> topics;

    private @Nullable Destination destination; // of the working thread, and of the closing one after that has ended
    private boolean resting; // of the working thread alone: a trouble is told once
    private @Nullable ScheduledExecutorService worker; // guarded by this
    private volatile boolean running;

    /** @param topics a topic by its name */
    Republisher(
            RepublicationTable republications,
            EventStorageEngine log,
            EventPosition positions,
            TransactionTemplate transaction,
            URI source,
            Function<String, EventTopic> topics) {
        this.republications = republications;
        this.log = log;
        this.positions = positions;
        this.transaction = transaction;
        this.source = source;
        this.topics = topics;
    }

    private record Destination(String name, EventTopic topic) {}

    /** How far a batch has come: everything up to there is handed over. */
    private record Reached(long position, Consignment sent) {}

    private void workWhileThereIsSomething() {
        try {
            while (running && Boolean.TRUE.equals(transaction.execute(status -> sendSome()))) {
                // the next batch
            }
            resting = false;
        } catch (RuntimeException failed) {
            // Kafka or the database is away, most likely: rolled back, and tried again
            if (!resting) {
                LOG.warn("event=republication_rests cause={}", failed.getClass().getSimpleName());
            }
            LOG.debug("event=republication_rests", failed);
            resting = true;
            note(failed);
        }
    }

    private void note(RuntimeException failed) {
        try {
            republications.troubled(failed.getClass().getSimpleName());
        } catch (RuntimeException away) {
            LOG.debug("event=trouble_not_noted", away);
        }
    }

    /** Sends a batch of the one that runs; false if there is none. */
    private boolean sendSome() {
        Optional<Republication> taken = republications.take();
        if (taken.isEmpty()) {
            leaveDestination();
            return false;
        }
        Republication run = taken.get();
        long began = System.nanoTime();
        Reached reached = handOver(run, Consignment.to(topic(run.topic()), SENDER, source));
        reached.sent().arrive();
        double seconds = Math.max(1, System.nanoTime() - began) / 1e9;
        republications.moved(
                run, reached.position(), reached.sent().size(), (reached.position() - run.position()) / seconds);
        return true;
    }

    private Reached handOver(Republication run, Consignment sending) {
        long position = run.position();
        try (Stream<? extends TrackedEventMessage<?>> stored =
                log.readEvents(GapAwareTrackingToken.newInstance(position, Set.of()), false)) {
            Iterator<? extends TrackedEventMessage<?>> events = stored.iterator();
            for (int read = 0; read < AT_ONCE; read++) {
                if (!events.hasNext()) {
                    return new Reached(run.to(), sending);
                }
                TrackedEventMessage<?> event = events.next();
                long its = positions.of(event.trackingToken());
                if (its > run.to()) {
                    return new Reached(run.to(), sending);
                }
                position = Math.max(position, its);
                if (event instanceof DomainEventMessage<?> ofStream && isWanted(run, ofStream)) {
                    // whoever was erased has left nothing that could be sent
                    if (event.getPayload() instanceof UserSleepEvent readable) {
                        sending.add(readable, ofStream.getSequenceNumber(), event.getIdentifier());
                    }
                }
            }
            return new Reached(position, sending);
        }
    }

    private static boolean isWanted(Republication run, DomainEventMessage<?> event) {
        return run.telegramId() == null || run.telegramId().equals(event.getAggregateIdentifier());
    }

    private EventTopic topic(String name) {
        Destination current = destination;
        if (current == null || !current.name().equals(name)) {
            leaveDestination();
            current = new Destination(name, topics.apply(name));
            destination = current;
        }
        return current.topic();
    }

    private void leaveDestination() {
        if (destination != null) {
            destination.topic().close();
            destination = null;
        }
    }

    @Override
    public synchronized void start() {
        running = true;
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "republisher");
            thread.setDaemon(true);
            return thread;
        });
        started.scheduleWithFixedDelay(this::workWhileThereIsSomething, 1, 1, TimeUnit.SECONDS);
        worker = started;
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (worker == null) {
            return;
        }
        worker.shutdown();
        try {
            if (!worker.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        worker = null;
        leaveDestination();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
