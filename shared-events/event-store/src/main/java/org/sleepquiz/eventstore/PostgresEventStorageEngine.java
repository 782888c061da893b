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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.common.jdbc.JdbcUtils;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /**
     * The columns of an event and of its key. The key is looked for by its index, row by row, however many there are: a plan that
     * joined the tables would read all keys for every batch.
     */
    private static final String EVENTS_WITH_KEYS = """
            select event.*, key.master_key, key.wrapped
            from event_store.domain_event_entry event
            left join lateral (
                select its.master_key, its.wrapped
                from event_store.person_key its
                where its.key_id = event.key_id
                limit 1
            ) key on true
            """;

    private static final Logger LOG = LoggerFactory.getLogger(PostgresEventStorageEngine.class);

    /**
     * Stores a snapshot in the place of those before it: if its last event still stands where it was read, under the same name and with
     * the same key. An account that was erased and has come back has other events.
     */
    private static final String STORE_SNAPSHOT = """
            with stored as (
                insert into event_store.snapshot_event_entry as present (
                    event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type, payload_revision,
                    key_id, sealed, meta_data)
                select last.event_identifier, last.aggregate_identifier, last.sequence_number, last.type, last.time_stamp, ?, ?,
                       key.key_id, ?, ?
                from event_store.person_key key
                join event_store.domain_event_entry last on last.aggregate_identifier = key.person and last.key_id = key.key_id
                where key.person = ? and key.key_id = ? and last.sequence_number = ? and last.event_identifier = ?
                on conflict (aggregate_identifier, sequence_number) do update
                set payload_type = excluded.payload_type, payload_revision = excluded.payload_revision,
                    key_id = excluded.key_id, sealed = excluded.sealed, meta_data = excluded.meta_data
                returning present.aggregate_identifier, present.sequence_number
            )
            delete from event_store.snapshot_event_entry older
            using stored
            where older.aggregate_identifier = stored.aggregate_identifier and older.sequence_number < stored.sequence_number
            """;

    private final TransactionManager transactions;
    private final StoredTypes types;
    private final EventPosition positions;
    private final PersonKeys keys;

    protected PostgresEventStorageEngine(
            Builder builder,
            TransactionManager transactions,
            StoredTypes types,
            EventPosition positions,
            PersonKeys keys) {
        super(builder);
        this.transactions = transactions;
        this.types = types;
        this.positions = positions;
        this.keys = keys;
    }

    /** @param builder with serializers and connections set; the rest is decided here */
    static PostgresEventStorageEngine of(
            Builder builder,
            TransactionManager transactions,
            StoredTypes types,
            EventPosition positions,
            PersonKeys keys) {
        return new PostgresEventStorageEngine(prepared(builder, transactions), transactions, types, positions, keys);
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
        if (events.isEmpty()) {
            return;
        }
        List<DomainEventMessage<?>> ofStreams = new ArrayList<>(events.size());
        for (EventMessage<?> event : events) {
            if (!(event instanceof DomainEventMessage<?> ofStream)) {
                throw new EventStoreException("The log holds what happened to persons, no " + event.getPayloadType());
            }
            ofStreams.add(ofStream);
        }
        boolean keysAreGood = false;
        try {
            // one transaction, also where no unit of work has begun one
            transactions.executeInTransaction(() -> {
                append(ofStreams, serializer);
                for (EventMessage<?> event : events) {
                    if (event.getPayload() instanceof UserErased erased) {
                        erase(erased.telegramId());
                    }
                }
            });
            keysAreGood = !isErasure(events);
        } finally {
            for (DomainEventMessage<?> event : ofStreams) {
                positions.forget(event.getAggregateIdentifier());
                if (!keysAreGood) {
                    keys.forget(event.getAggregateIdentifier());
                }
            }
        }
    }

    private static boolean isErasure(List<? extends EventMessage<?>> events) {
        return events.stream().anyMatch(event -> event.getPayload() instanceof UserErased);
    }

    private void append(List<? extends DomainEventMessage<?>> events, Serializer serializer) {
        try (Connection connection = getConnection()) {
            begin(connection, isErasure(events));
            Append append = Append.of(events, serializer, keys, person -> keys.of(person, connection));
            try (PreparedStatement store = connection.prepareStatement(Append.STORE)) {
                Append.bind(List.of(append), connection, store);
                try (ResultSet stored = store.executeQuery()) {
                    if (Append.positions(stored).isEmpty()) {
                        throw new ConcurrencyException("The stream has changed since it was read");
                    }
                }
            }
        } catch (SQLException failed) {
            handlePersistenceException(failed, events.get(0));
        }
    }

    private static void begin(Connection connection, boolean erasing) throws SQLException {
        try (Statement beginning = connection.createStatement()) {
            beginning.execute(erasing ? AppendingTransaction.BEGINNING_OF_ERASURE : AppendingTransaction.BEGINNING);
        }
    }

    /**
     * Takes a person out of the log: their key is destroyed and the stream gets a random name. What was stored before there were
     * keys is emptied. {@code UserErased} alone still says whose it was, for those who have to forget too, until {@link Tombstones}
     * takes that away.
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
                                payload_revision = case when key_id is null then '1' else payload_revision end,
                                payload = case when key_id is null and payload_type <> 'UserErased' then '{}' else payload end,
                                payload_type = case when key_id is null and payload_type <> 'UserErased' then 'Erased'
                                                    else payload_type end
                            where aggregate_identifier = ?
                            """);
                    rename.setString(1, UUID.randomUUID().toString());
                    rename.setString(2, telegramId);
                    return rename;
                },
                connection -> deleting(connection, "delete from event_store.person_key where person = ?", telegramId),
                connection -> deleting(
                        connection,
                        "delete from event_store.snapshot_event_entry where aggregate_identifier = ?",
                        telegramId));
    }

    private static PreparedStatement deleting(Connection connection, String delete, String telegramId)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(delete);
        statement.setString(1, telegramId);
        return statement;
    }

    /** As an append does, a snapshot keeps erasures out until it is stored. Nothing is stored for one who has no key. */
    @Override
    protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
        transactions.executeInTransaction(() -> {
            try (Connection connection = getConnection()) {
                begin(connection, false);
                Optional<PersonKey> key = keys.of(snapshot.getAggregateIdentifier(), connection);
                if (key.isPresent()) {
                    store(snapshot, serializer, key.get(), connection);
                }
            } catch (SQLException failed) {
                throw new EventStoreException("a snapshot could not be stored", failed);
            }
        });
    }

    private void store(DomainEventMessage<?> snapshot, Serializer serializer, PersonKey key, Connection connection)
            throws SQLException {
        SerializedObject<byte[]> payload = snapshot.serializePayload(serializer, byte[].class);
        try (PreparedStatement store = connection.prepareStatement(STORE_SNAPSHOT)) {
            store.setString(1, payload.getType().getName());
            store.setString(2, payload.getType().getRevision());
            store.setBytes(3, Content.sealed(Content.Kind.SNAPSHOT, keys, key, snapshot.getSequenceNumber(), payload));
            store.setString(
                    4, snapshot.serializeMetaData(serializer, String.class).getData());
            store.setString(5, snapshot.getAggregateIdentifier());
            store.setObject(6, key.id());
            store.setLong(7, snapshot.getSequenceNumber());
            store.setString(8, snapshot.getIdentifier());
            store.executeUpdate();
        }
    }

    /** One that cannot be read is passed over, as one of another revision is. */
    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String aggregateIdentifier) {
        return readSnapshotData(aggregateIdentifier).findFirst().flatMap(this::usable);
    }

    protected Optional<DomainEventMessage<?>> usable(DomainEventData<?> snapshot) {
        try {
            DomainEventStream read = EventStreamUtils.upcastAndDeserializeDomainEvents(
                    Stream.of(snapshot), getSnapshotSerializer(), upcasterChain);
            DomainEventMessage<?> message = read.next();
            // deserialised now or never
            message.getPayload();
            return Optional.of(message);
        } catch (RuntimeException unreadable) {
            LOG.warn(
                    "event=snapshot_passed_over type={} cause={}",
                    snapshot.getPayload().getType().getName(),
                    unreadable.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    @Override
    protected PreparedStatement readSnapshotData(Connection connection, String identifier) throws SQLException {
        PreparedStatement query = connection.prepareStatement("""
                select snapshot.*, null::bigint as global_index, key.master_key, key.wrapped
                from event_store.snapshot_event_entry snapshot
                join event_store.person_key key on key.key_id = snapshot.key_id and key.person = snapshot.aggregate_identifier
                where snapshot.aggregate_identifier = ?
                  and snapshot.payload_type || ' ' || snapshot.payload_revision = any (?)
                order by snapshot.sequence_number desc
                limit 1
                """);
        query.setString(1, identifier);
        query.setArray(2, connection.createArrayOf("text", types.snapshots()));
        return query;
    }

    @Override
    protected DomainEventData<?> getSnapshotData(ResultSet row) throws SQLException {
        return StoredEvent.of(row, Content.Kind.SNAPSHOT, keys);
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

    @Override
    protected PreparedStatement readEventDataWithoutGaps(Connection connection, long globalIndex, int batchSize)
            throws SQLException {
        PreparedStatement query = connection.prepareStatement(
                EVENTS_WITH_KEYS + "where global_index > ? and global_index <= ? order by global_index");
        query.setLong(1, globalIndex);
        query.setLong(2, globalIndex + batchSize);
        return query;
    }

    @Override
    protected PreparedStatement readEventDataWithGaps(
            Connection connection, long globalIndex, int batchSize, List<Long> gaps) throws SQLException {
        PreparedStatement query = connection.prepareStatement(EVENTS_WITH_KEYS + """
                where global_index > ? and global_index <= ? or global_index = any (?)
                order by global_index
                """);
        query.setLong(1, globalIndex);
        query.setLong(2, globalIndex + batchSize);
        query.setArray(3, connection.createArrayOf("int8", gaps.toArray()));
        return query;
    }

    /** A position advances by one event at a time; nearly always that is the next one, and no gap is open. */
    @Override
    protected TrackedEventData<?> getTrackedEventData(ResultSet row, @Nullable GapAwareTrackingToken previous)
            throws SQLException {
        long index = row.getLong("global_index");
        StoredEvent event = StoredEvent.of(row, Content.Kind.EVENT, keys);
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
    protected PreparedStatement readEventData(
            Connection connection, String identifier, long firstSequenceNumber, int batchSize) throws SQLException {
        PreparedStatement query = connection.prepareStatement(EVENTS_WITH_KEYS + """
                where aggregate_identifier = ? and sequence_number >= ? and sequence_number < ?
                order by sequence_number
                """);
        query.setString(1, identifier);
        query.setLong(2, firstSequenceNumber);
        query.setLong(3, firstSequenceNumber + batchSize);
        return query;
    }

    @Override
    protected DomainEventData<?> getDomainEventData(ResultSet row) throws SQLException {
        String person = row.getString("aggregate_identifier");
        PersonKey.of(row).ifPresent(key -> keys.remember(person, key));
        return StoredEvent.of(row, Content.Kind.EVENT, keys);
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
