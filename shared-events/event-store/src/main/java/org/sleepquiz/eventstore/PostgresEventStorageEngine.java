package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.common.jdbc.JdbcUtils;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.UserSleepEvent.UserErased;

/**
 * Axon's JDBC engine on the tables of {@code db/event-store}, with JSON as text, instants as {@code timestamptz} and no event
 * skipped.
 *
 * <p>The hazard: a global index is taken when an event is inserted and becomes visible when its transaction commits, which may
 * be after a higher index was read. The index between is a gap; a reader comes back for it until it is taken to be burnt,
 * by a lost race or a rollback. A transaction that commits later than that would be skipped. Hence the server ends an
 * appending transaction that stands still ({@link AppendingTransaction#LIMIT} for a statement, the same between statements), and a
 * reader waits far longer ({@link #GAP_TIMEOUT}) before it gives an index up.
 */
class PostgresEventStorageEngine extends JdbcEventStorageEngine {

    /** From when on a missing global index is burnt for good: the append, its commit and a lot of grace. */
    static final Duration GAP_TIMEOUT = Duration.ofMinutes(2);

    /** How many indexes a late commit may be behind; by Axon's default, 10,000, a busy minute is too much. */
    private static final int MOST_INDEXES_BEHIND = 1_000_000;

    /** With more gaps than this in a position, the reader looks which of them are burnt. */
    private static final int GAPS_TO_CLEAN_UP = 250;

    /** Events that a reader of the log gets by one query. */
    private static final int READ_AT_ONCE = 1_000;

    private static final DuplicateKeyAwareResolver RACES = new DuplicateKeyAwareResolver();

    private static final EventSchema SCHEMA = EventSchema.builder()
            .eventTable("event_store.domain_event_entry")
            .snapshotTable("event_store.snapshot_event_entry")
            .globalIndexColumn("global_index")
            .aggregateIdentifierColumn("aggregate_identifier")
            .sequenceNumberColumn("sequence_number")
            .typeColumn("type")
            .eventIdentifierColumn("event_identifier")
            .timestampColumn("time_stamp")
            .payloadTypeColumn("payload_type")
            .payloadRevisionColumn("payload_revision")
            .payloadColumn("payload")
            .metaDataColumn("meta_data")
            .build();

    private final TransactionManager transactions;
    private final EventPosition positions;

    protected PostgresEventStorageEngine(Builder builder, TransactionManager transactions, EventPosition positions) {
        super(builder);
        this.transactions = transactions;
        this.positions = positions;
    }

    /** @param builder with serializers and connections set; the rest is decided here */
    static PostgresEventStorageEngine of(Builder builder, TransactionManager transactions, EventPosition positions) {
        return new PostgresEventStorageEngine(prepared(builder, transactions), transactions, positions);
    }

    /** What both engines have in common. */
    protected static Builder prepared(Builder builder, TransactionManager transactions) {
        return builder.transactionManager(transactions)
                .schema(SCHEMA)
                .dataType(String.class)
                .persistenceExceptionResolver(RACES)
                .gapTimeout((int) GAP_TIMEOUT.toMillis())
                .maxGapOffset(MOST_INDEXES_BEHIND)
                .gapCleaningThreshold(GAPS_TO_CLEAN_UP)
                .batchSize(READ_AT_ONCE);
    }

    @Override
    protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
        // one transaction, also where no unit of work has begun one
        transactions.executeInTransaction(() -> {
            super.appendEvents(events, serializer);
            for (EventMessage<?> event : events) {
                if (event.getPayload() instanceof UserErased erased) {
                    erase(erased.telegramId());
                }
            }
        });
    }

    @Override
    protected PreparedStatement appendEvents(
            Connection connection, List<? extends EventMessage<?>> events, Serializer serializer) throws SQLException {
        begin(connection, events.stream().anyMatch(event -> event.getPayload() instanceof UserErased));
        for (DomainEventMessage<?> first : firstOfEachStream(events)) {
            if (first.getSequenceNumber() > 0) {
                requirePredecessor(connection, first.getAggregateIdentifier(), first.getSequenceNumber() - 1);
            }
        }
        return super.appendEvents(connection, events, serializer);
    }

    private static void begin(Connection connection, boolean erasing) throws SQLException {
        try (Statement beginning = connection.createStatement()) {
            beginning.execute(erasing ? AppendingTransaction.BEGINNING_OF_ERASURE : AppendingTransaction.BEGINNING);
        }
    }

    static Collection<DomainEventMessage<?>> firstOfEachStream(List<? extends EventMessage<?>> events) {
        Map<String, DomainEventMessage<?>> first = new LinkedHashMap<>();
        for (EventMessage<?> event : events) {
            if (event instanceof DomainEventMessage<?> domainEvent) {
                first.putIfAbsent(domainEvent.getAggregateIdentifier(), domainEvent);
            }
        }
        return first.values();
    }

    /**
     * The stream that was read must still be there: whoever has decided on the diary of a person who was erased meanwhile must
     * not revive it. The transaction's beginning keeps erasures out until this append is committed.
     */
    private static void requirePredecessor(Connection connection, String stream, long sequence) throws SQLException {
        try (PreparedStatement predecessor = connection.prepareStatement("""
                select 1 from event_store.domain_event_entry
                where aggregate_identifier = ? and sequence_number = ?
                """)) {
            predecessor.setString(1, stream);
            predecessor.setLong(2, sequence);
            try (ResultSet found = predecessor.executeQuery()) {
                if (!found.next()) {
                    throw new ConcurrencyException("The stream has changed since it was read");
                }
            }
        }
    }

    /**
     * Takes a person out of the log. The stream gets a random name and its events say nothing any more; {@code UserErased}
     * alone still says whose it was, for those who have to forget too, until {@link Tombstones} takes that away.
     */
    private void erase(String telegramId) {
        JdbcUtils.executeUpdates(
                getConnection(),
                failure -> {
                    if (RACES.isDuplicateKeyViolation(failure)) {
                        throw new ConcurrencyException("An append has met the erasure", failure);
                    }
                    throw new EventStoreException("A person could not be erased", failure);
                },
                connection -> {
                    PreparedStatement rename = connection.prepareStatement("""
                            update event_store.domain_event_entry
                            set aggregate_identifier = ?,
                                meta_data = '{}',
                                payload_revision = '1',
                                payload = case payload_type when 'UserErased' then payload else '{}' end,
                                payload_type = case payload_type when 'UserErased' then payload_type else 'Erased' end
                            where aggregate_identifier = ?
                            """);
                    rename.setString(1, UUID.randomUUID().toString());
                    rename.setString(2, telegramId);
                    return rename;
                },
                connection -> {
                    PreparedStatement snapshots = connection.prepareStatement(
                            "delete from event_store.snapshot_event_entry where aggregate_identifier = ?");
                    snapshots.setString(1, telegramId);
                    return snapshots;
                });
    }

    /**
     * A lost race is a lost race also at the first event of a stream. Axon has an exception of its own for that one, which
     * counts as final; but here a stream is begun by whoever comes first and the others read it and try again.
     */
    @Override
    protected void handlePersistenceException(Exception exception, EventMessage<?> failedEvent) {
        try {
            super.handlePersistenceException(exception, failedEvent);
        } catch (AggregateStreamCreationException lostRace) {
            throw new ConcurrencyException(lostRace.getMessage(), exception);
        }
    }

    /** A position advances by one event at a time; nearly always that is the next one, and no gap is open. */
    @Override
    protected TrackedEventData<?> getTrackedEventData(ResultSet row, @Nullable GapAwareTrackingToken previous)
            throws SQLException {
        long index = row.getLong("global_index");
        StoredEvent event = StoredEvent.of(row);
        boolean follows = previous != null && previous.getIndex() + 1 == index && !previous.hasGaps();
        TrackingToken token = follows
                ? GapAwareTrackingToken.newInstance(index, Set.of())
                : super.getTrackedEventData(row, previous).trackingToken();
        if (token.position().orElse(-1) != index) {
            positions.overtaken(token, index);
        }
        return new TrackedDomainEventData<>(token, event);
    }

    @Override
    protected DomainEventData<?> getDomainEventData(ResultSet row) throws SQLException {
        return StoredEvent.of(row);
    }

    @Override
    protected PreparedStatement createTokenAt(Connection connection, Instant dateTime) throws SQLException {
        PreparedStatement statement = connection.prepareStatement("""
                select min(global_index) - 1
                from event_store.domain_event_entry
                where time_stamp >= ?
                """);
        writeTimestamp(statement, 1, dateTime);
        return statement;
    }

    @Override
    protected void writeTimestamp(PreparedStatement statement, int position, Instant timestamp) throws SQLException {
        statement.setObject(position, timestamp.atOffset(ZoneOffset.UTC));
    }

    @Override
    protected Object readTimeStamp(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
