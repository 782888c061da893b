package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.UserSleepEvent.UserErased;

/**
 * Events that are stored together or not at all, sealed and ready to be written.
 *
 * @param keys of its streams, as far as they have one
 * @param newKeys those of them that are stored with the events
 */
record Append(List<Row> rows, Set<String> streams, Map<String, PersonKey> keys, Set<String> newKeys) {

    /**
     * Stores many appends, and leaves out those that have lost a race: whose stream does not end where its writer believed, or with
     * another event, or has another key than its writer had, or none, because its person was erased. And those with a new key from a
     * master key that was given up. One look finds all of it out: the newest event of a stream names its key, and an erasure takes its
     * name from the stream.
     */
    static final String STORE = """
            with given as materialized (
                select *
                from unnest(?::int[], ?::bool[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                            ?::text[], ?::text[], ?::text[], ?::bytea[], ?::text[], ?::text[])
                     with ordinality as given (append, begins, needed_key, sequence_number, event_identifier,
                                               aggregate_identifier, type, time_stamp, payload_type, payload_revision, payload,
                                               key_id, sealed, meta_data, decided_on, place)
            ), new_key as materialized (
                select *
                from unnest(?::int[], ?::text[], ?::uuid[], ?::text[], ?::bytea[])
                     as new_key (append, person, key_id, master_key, wrapped)
            ), lost as materialized (
                select append
                from given
                left join lateral (
                    select stored.sequence_number,
                           stored.event_identifier,
                           -- what was stored before there were keys names none
                           coalesce(stored.key_id, (select key.key_id
                                                    from event_store.person_key key
                                                    where key.person = given.aggregate_identifier)) as key_id
                    from event_store.domain_event_entry stored
                    where stored.aggregate_identifier = given.aggregate_identifier
                    order by stored.sequence_number desc
                    limit 1
                ) newest on true
                where begins
                  and (given.sequence_number <> coalesce(newest.sequence_number, -1) + 1
                       or decided_on <> newest.event_identifier
                       or needed_key::uuid is distinct from newest.key_id)
                union all
                select append
                from new_key
                where not exists (select from event_store.master_key known where known.master_key = new_key.master_key)
            ), kept as (
                insert into event_store.person_key (key_id, person, master_key, wrapped)
                select key_id, person, master_key, wrapped
                from new_key
                where append not in (select append from lost)
                order by append, person
            ), stored as (
                insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type,
                                                            time_stamp, payload_type, payload_revision, payload, key_id, sealed,
                                                            meta_data)
                select event_identifier, aggregate_identifier, sequence_number, type, time_stamp::timestamptz, payload_type,
                       payload_revision, payload, key_id::uuid, sealed, meta_data
                from given
                where append not in (select append from lost)
                order by place
                returning global_index, aggregate_identifier
            )
            select aggregate_identifier, max(global_index) from stored group by aggregate_identifier
            """;

    /** How the key of a person is found who has one. */
    @FunctionalInterface
    interface Lookup {

        Optional<PersonKey> of(String person) throws SQLException;
    }

    /**
     * An event as it is written.
     *
     * @param begins whether it is the first of its stream in its append
     * @param decidedOn the event with which its stream must still end, said with the first; null if nobody has said it
     * @param neededKey the key that its stream must still have, said with the first
     * @param payload of {@code UserErased}, which must be read when there is no key any more
     */
    record Row(
            boolean begins,
            @Nullable String decidedOn,
            @Nullable UUID neededKey,
            String eventIdentifier,
            String stream,
            long sequenceNumber,
            String type,
            String timestamp,
            String payloadType,
            String payloadRevision,
            @Nullable String payload,
            @Nullable UUID key,
            byte @Nullable [] sealed,
            String metaData) {}

    /**
     * Serialises and seals, on the thread of the caller. A stream that begins gets a new key, and one that was begun before there
     * were keys does too.
     *
     * @param lookup for streams that have begun
     */
    static Append of(
            List<? extends DomainEventMessage<?>> events, Serializer serializer, PersonKeys keys, Lookup lookup)
            throws SQLException {
        Map<String, Optional<PersonKey>> found = new LinkedHashMap<>();
        Map<String, PersonKey> created = new HashMap<>();
        List<Row> rows = new ArrayList<>(events.size());
        for (DomainEventMessage<?> event : events) {
            String stream = event.getAggregateIdentifier();
            boolean begins = !found.containsKey(stream);
            if (begins) {
                found.put(stream, event.getSequenceNumber() == 0 ? Optional.empty() : lookup.of(stream));
            }
            UUID neededKey = begins ? found.get(stream).map(PersonKey::id).orElse(null) : null;
            if (event.getPayload() instanceof UserErased) {
                rows.add(inTheClear(event, begins, neededKey, serializer));
            } else {
                PersonKey key =
                        found.get(stream).orElseGet(() -> created.computeIfAbsent(stream, beginning -> keys.create()));
                rows.add(sealed(event, begins, neededKey, serializer, keys, key));
            }
        }
        Map<String, PersonKey> all = new HashMap<>(created);
        found.forEach((stream, key) -> key.ifPresent(known -> all.put(stream, known)));
        return new Append(rows, Set.copyOf(found.keySet()), all, Set.copyOf(created.keySet()));
    }

    private static Row inTheClear(
            DomainEventMessage<?> event, boolean begins, @Nullable UUID neededKey, Serializer serializer) {
        SerializedObject<String> payload = event.serializePayload(serializer, String.class);
        return row(event, begins, neededKey, serializer, payload, payload.getData(), null, null);
    }

    private static Row sealed(
            DomainEventMessage<?> event,
            boolean begins,
            @Nullable UUID neededKey,
            Serializer serializer,
            PersonKeys keys,
            PersonKey key) {
        SerializedObject<byte[]> payload = event.serializePayload(serializer, byte[].class);
        byte[] sealed = Content.sealed(Content.Kind.EVENT, keys, key, event.getSequenceNumber(), payload);
        return row(event, begins, neededKey, serializer, payload, null, key.id(), sealed);
    }

    private static Row row(
            DomainEventMessage<?> event,
            boolean begins,
            @Nullable UUID neededKey,
            Serializer serializer,
            SerializedObject<?> serialized,
            @Nullable String payload,
            @Nullable UUID key,
            byte @Nullable [] sealed) {
        return new Row(
                begins,
                begins ? DecidedOn.of(event.getAggregateIdentifier()).orElse(null) : null,
                neededKey,
                event.getIdentifier(),
                event.getAggregateIdentifier(),
                event.getSequenceNumber(),
                event.getType(),
                event.getTimestamp().toString(),
                serialized.getType().getName(),
                serialized.getType().getRevision(),
                payload,
                key,
                sealed,
                event.serializeMetaData(serializer, String.class).getData());
    }

    /** Remembers the new keys, so that whoever appends next may use them. They are good only if this append is stored. */
    void rememberNewKeys(PersonKeys known) {
        newKeys.forEach(stream -> known.remember(stream, keys.get(stream)));
    }

    /** Sets the values of {@link #STORE}. */
    static void bind(List<Append> group, Connection connection, PreparedStatement store) throws SQLException {
        int size = group.stream().mapToInt(append -> append.rows().size()).sum();
        Integer[] appends = new Integer[size];
        Boolean[] begins = new Boolean[size];
        // identifiers go as text, which the driver sends as it is
        String[] neededKeys = new String[size];
        Long[] sequenceNumbers = new Long[size];
        String[][] texts = new String[9][size];
        String[] keys = new String[size];
        byte[][] sealed = new byte[size][];
        int place = 0;
        for (int number = 0; number < group.size(); number++) {
            for (Row row : group.get(number).rows()) {
                appends[place] = number;
                begins[place] = row.begins();
                neededKeys[place] = text(row.neededKey());
                sequenceNumbers[place] = row.sequenceNumber();
                texts[0][place] = row.eventIdentifier();
                texts[1][place] = row.stream();
                texts[2][place] = row.type();
                texts[3][place] = row.timestamp();
                texts[4][place] = row.payloadType();
                texts[5][place] = row.payloadRevision();
                texts[6][place] = row.payload();
                texts[7][place] = row.metaData();
                texts[8][place] = row.decidedOn();
                keys[place] = text(row.key());
                sealed[place] = row.sealed();
                place++;
            }
        }
        store.setArray(1, connection.createArrayOf("int4", appends));
        store.setArray(2, connection.createArrayOf("bool", begins));
        store.setArray(3, connection.createArrayOf("text", neededKeys));
        store.setArray(4, connection.createArrayOf("int8", sequenceNumbers));
        for (int column = 0; column < 7; column++) {
            store.setArray(5 + column, connection.createArrayOf("text", texts[column]));
        }
        store.setArray(12, connection.createArrayOf("text", keys));
        store.setArray(13, connection.createArrayOf("bytea", sealed));
        store.setArray(14, connection.createArrayOf("text", texts[7]));
        store.setArray(15, connection.createArrayOf("text", texts[8]));
        bindNewKeys(group, connection, store, 16);
    }

    private static @Nullable String text(@Nullable UUID identifier) {
        return identifier == null ? null : identifier.toString();
    }

    private static void bindNewKeys(List<Append> group, Connection connection, PreparedStatement store, int first)
            throws SQLException {
        List<Integer> appends = new ArrayList<>();
        List<String> persons = new ArrayList<>();
        List<PersonKey> keys = new ArrayList<>();
        for (int number = 0; number < group.size(); number++) {
            Append append = group.get(number);
            for (String person : append.newKeys()) {
                appends.add(number);
                persons.add(person);
                keys.add(append.keys().get(person));
            }
        }
        store.setArray(first, connection.createArrayOf("int4", appends.toArray()));
        store.setArray(first + 1, connection.createArrayOf("text", persons.toArray()));
        store.setArray(
                first + 2,
                connection.createArrayOf(
                        "uuid", keys.stream().map(PersonKey::id).toArray()));
        store.setArray(
                first + 3,
                connection.createArrayOf(
                        "text", keys.stream().map(PersonKey::masterKey).toArray()));
        store.setArray(
                first + 4,
                connection.createArrayOf(
                        "bytea", keys.stream().map(PersonKey::wrapped).toArray(byte[][]::new)));
    }

    /** The position of the newest event of each stream that was stored, from the result of {@link #STORE}. */
    static Map<String, Long> positions(ResultSet stored) throws SQLException {
        Map<String, Long> positions = new HashMap<>();
        while (stored.next()) {
            positions.put(stored.getString(1), stored.getLong(2));
        }
        return positions;
    }
}
