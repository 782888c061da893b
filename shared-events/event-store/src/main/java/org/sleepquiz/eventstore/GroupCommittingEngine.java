package org.sleepquiz.eventstore;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.Serializer;
import org.sleepquiz.eventstore.StreamReader.Beginning;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets units of work that commit at the same time share a statement, a round trip and a commit, and those that load persons
 * share a query.
 *
 * <p>An append returns after its commit and never before. It is not part of a transaction: whoever has one, and whoever
 * erases a person, appends as {@link PostgresEventStorageEngine} does, so that all of it happens or nothing.
 */
final class GroupCommittingEngine extends PostgresEventStorageEngine implements AutoCloseable {

    /** Some seconds of work; more callers than that wait before they may queue. */
    private static final int MOST_WAITING = 4_096;

    /** Larger groups are no faster, and the first of them waits longer. */
    private static final int LARGEST_GROUP = 256;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EventPosition positions;
    private final PersonKeys keys;
    private final Gathering<Append, OptionalLong> appends;
    private final Gathering<String, Beginning> loads;

    /**
     * @param builder with serializers and connections set
     * @param dataSource whose connections commit by themselves
     */
    GroupCommittingEngine(
            Builder builder,
            TransactionManager transactions,
            StoredTypes types,
            DataSource dataSource,
            EventPosition positions,
            PersonKeys keys) {
        super(prepared(builder, transactions), transactions, types, positions, keys);
        this.positions = positions;
        this.keys = keys;
        GroupCommit commit = new GroupCommit(dataSource);
        StreamReader reader = new StreamReader(dataSource, types, keys);
        this.appends = new Gathering<>("event-append", MOST_WAITING, LARGEST_GROUP, PATIENCE, commit::store);
        this.loads = new Gathering<>("event-load", MOST_WAITING, LARGEST_GROUP, PATIENCE, reader::read);
    }

    @Override
    protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
        if (events.isEmpty()) {
            return;
        }
        List<DomainEventMessage<?>> ofStreams = new ArrayList<>(events.size());
        for (EventMessage<?> event : events) {
            if (event instanceof DomainEventMessage<?> ofStream && !(event.getPayload() instanceof UserErased)) {
                ofStreams.add(ofStream);
            }
        }
        if (ofStreams.size() < events.size() || TransactionSynchronizationManager.isActualTransactionActive()) {
            super.appendEvents(events, serializer);
        } else {
            appendWithOthers(sealed(ofStreams, serializer));
        }
    }

    private Append sealed(List<DomainEventMessage<?>> events, Serializer serializer) {
        try {
            return Append.of(events, serializer, keys, keys::of);
        } catch (SQLException failed) {
            throw new EventStoreException("the key of a person could not be read", failed);
        }
    }

    private void appendWithOthers(Append append) {
        // who appends to the same stream next, before this is committed, needs the same key
        append.rememberNewKeys(keys);
        boolean stored = false;
        try {
            long position = appends.ask(append)
                    .orElseThrow(
                            () -> new ConcurrencyException("Another append took the place, or the stream is gone"));
            append.rememberNewKeys(keys);
            append.streams().forEach(stream -> positions.reached(stream, position));
            stored = true;
        } finally {
            if (!stored) {
                append.streams().forEach(keys::forget);
            }
        }
    }

    /** A stream from its newest usable snapshot on, by one query for all who ask at the same time. */
    DomainEventStream readStream(String aggregateIdentifier) {
        Beginning beginning = loads.ask(aggregateIdentifier);
        if (beginning.snapshot().isEmpty()) {
            return readOn(aggregateIdentifier, beginning);
        }
        Optional<DomainEventMessage<?>> snapshot = usable(beginning.snapshot().get());
        return snapshot.isPresent()
                ? DomainEventStream.concat(DomainEventStream.of(snapshot.get()), readOn(aggregateIdentifier, beginning))
                : readEvents(aggregateIdentifier, 0);
    }

    private DomainEventStream readOn(String aggregateIdentifier, Beginning beginning) {
        Stream<? extends DomainEventData<?>> events = beginning.events().stream();
        if (!beginning.isAll()) {
            events = Stream.concat(events, readEventData(aggregateIdentifier, beginning.lastSequenceNumber() + 1));
        }
        return EventStreamUtils.upcastAndDeserializeDomainEvents(events, getEventSerializer(), upcasterChain);
    }

    /** Appends that wait for the next group. */
    int waiting() {
        return appends.waiting();
    }

    @Override
    public void close() {
        appends.close();
        loads.close();
    }
}
