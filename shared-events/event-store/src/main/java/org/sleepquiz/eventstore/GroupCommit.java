package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.sleepquiz.eventstore.Gathering.Asked;

/**
 * Appends what several callers bring at the same time with one statement, one commit and one round trip. Each append is
 * stored whole or not at all, and a lost one does not hurt the others: the statement leaves out those whose streams do not end
 * where their writers believed, and every caller hears after the commit.
 *
 * <p>Three hazards and what is done about them:
 * <ul>
 * <li>Another node may take a place between the statement's look and its insert. The unique key then fails the whole
 *     statement; nothing is stored, and it is done again, which sees that place taken.
 * <li>A person may be erased at the same moment. The erasure takes a lock against all appends ({@link AppendingTransaction}),
 *     in a statement of its own so that this one's view of the tables begins after it.
 * <li>Plans made while a table is small would read it whole when it has grown. Nothing here ever wants that.
 * </ul>
 */
final class GroupCommit {

    private static final String APPEND = AppendingTransaction.BEGINNING + """
            ;
            with given as materialized (
                select *
                from unnest(?::int[], ?::bool[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                            ?::text[], ?::text[])
                     with ordinality as given (append, begins, sequence_number, event_identifier, aggregate_identifier, type,
                                               time_stamp, payload_type, payload_revision, payload, meta_data, place)
            ), lost as materialized (
                select append
                from given
                where begins
                  and sequence_number <> coalesce((select max(stored.sequence_number)
                                                   from event_store.domain_event_entry stored
                                                   where stored.aggregate_identifier = given.aggregate_identifier), -1) + 1
            ), stored as (
                insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type,
                                                            time_stamp, payload_type, payload_revision, payload, meta_data)
                select event_identifier, aggregate_identifier, sequence_number, type, time_stamp::timestamptz, payload_type,
                       payload_revision, payload, meta_data
                from given
                where append not in (select append from lost)
                order by place
                returning global_index, aggregate_identifier
            )
            select aggregate_identifier, max(global_index) from stored group by aggregate_identifier
            """;

    /** A conflict between look and insert is rare, another one of the same group rarer: then one append after the other. */
    private static final int MOST_ATTEMPTS_AS_A_GROUP = 3;

    private static final DuplicateKeyAwareResolver RACES = new DuplicateKeyAwareResolver();

    private final DataSource dataSource;

    GroupCommit(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Events that are stored together or not at all, ready to be written. */
    record Append(List<Row> rows, Set<String> streams) {

        /** Serialises, on the thread of the caller. */
        static Append of(List<? extends DomainEventMessage<?>> events, Serializer serializer) {
            Set<String> streams = new HashSet<>();
            List<Row> rows = new ArrayList<>(events.size());
            for (DomainEventMessage<?> event : events) {
                rows.add(Row.of(event, streams.add(event.getAggregateIdentifier()), serializer));
            }
            return new Append(rows, streams);
        }
    }

    /** An event as it is written, and whether it is the first of its stream in its append. */
    private record Row(
            boolean begins,
            String eventIdentifier,
            String stream,
            long sequenceNumber,
            String type,
            String timestamp,
            SerializedObject<String> payload,
            String metaData) {

        static Row of(DomainEventMessage<?> event, boolean begins, Serializer serializer) {
            return new Row(
                    begins,
                    event.getIdentifier(),
                    event.getAggregateIdentifier(),
                    event.getSequenceNumber(),
                    event.getType(),
                    event.getTimestamp().toString(),
                    event.serializePayload(serializer, String.class),
                    event.serializeMetaData(serializer, String.class).getData());
        }
    }

    /** Answers each append with the position of its newest event, or with nothing if it has lost a race. */
    void store(List<Asked<Append, OptionalLong>> group) throws SQLException {
        List<Asked<Append, OptionalLong>> open = group;
        while (!open.isEmpty()) {
            List<Asked<Append, OptionalLong>> together = new ArrayList<>(open.size());
            List<Asked<Append, OptionalLong>> later = new ArrayList<>();
            Set<String> streams = new HashSet<>();
            for (Asked<Append, OptionalLong> asked : open) {
                // the second append to a stream sees the first one only when that is committed
                boolean apart = Collections.disjoint(streams, asked.question().streams());
                (apart ? together : later).add(asked);
                streams.addAll(asked.question().streams());
            }
            storeTogether(together);
            open = later;
        }
    }

    private void storeTogether(List<Asked<Append, OptionalLong>> group) throws SQLException {
        for (int attempt = 1; attempt <= MOST_ATTEMPTS_AS_A_GROUP; attempt++) {
            try {
                insert(group);
                return;
            } catch (SQLException refused) {
                if (!isFaultOfARow(refused)) {
                    throw refused;
                }
            }
        }
        for (Asked<Append, OptionalLong> asked : group) {
            storeAlone(asked);
        }
    }

    private void storeAlone(Asked<Append, OptionalLong> asked) throws SQLException {
        try {
            insert(List.of(asked));
        } catch (SQLException refused) {
            if (RACES.isDuplicateKeyViolation(refused)) {
                asked.answer().complete(OptionalLong.empty());
            } else if (isFaultOfARow(refused)) {
                asked.answer().completeExceptionally(refused);
            } else {
                throw refused;
            }
        }
    }

    /** A conflict, or a value that the table does not take: PostgreSQL's classes 22 and 23 and a deadlock. */
    private static boolean isFaultOfARow(SQLException refused) {
        String state = String.valueOf(refused.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || RACES.isDuplicateKeyViolation(refused);
    }

    /** One round trip: both statements go out together and are one transaction, committed when this returns. */
    private void insert(List<Asked<Append, OptionalLong>> group) throws SQLException {
        Map<String, Long> positions = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement append = connection.prepareStatement(APPEND)) {
            bind(group, connection, append);
            append.execute();
            append.getMoreResults();
            try (ResultSet stored = append.getResultSet()) {
                while (stored.next()) {
                    positions.put(stored.getString(1), stored.getLong(2));
                }
            }
        }
        for (Asked<Append, OptionalLong> asked : group) {
            Long position = positions.get(asked.question().rows().get(0).stream());
            asked.answer().complete(position == null ? OptionalLong.empty() : OptionalLong.of(position));
        }
    }

    private static void bind(List<Asked<Append, OptionalLong>> group, Connection connection, PreparedStatement append)
            throws SQLException {
        int size =
                group.stream().mapToInt(asked -> asked.question().rows().size()).sum();
        Integer[] appends = new Integer[size];
        Boolean[] begins = new Boolean[size];
        Long[] sequenceNumbers = new Long[size];
        String[][] texts = new String[8][size];
        int place = 0;
        for (int number = 0; number < group.size(); number++) {
            for (Row row : group.get(number).question().rows()) {
                appends[place] = number;
                begins[place] = row.begins();
                sequenceNumbers[place] = row.sequenceNumber();
                texts[0][place] = row.eventIdentifier();
                texts[1][place] = row.stream();
                texts[2][place] = row.type();
                texts[3][place] = row.timestamp();
                texts[4][place] = row.payload().getType().getName();
                texts[5][place] = row.payload().getType().getRevision();
                texts[6][place] = row.payload().getData();
                texts[7][place] = row.metaData();
                place++;
            }
        }
        append.setArray(1, connection.createArrayOf("int4", appends));
        append.setArray(2, connection.createArrayOf("bool", begins));
        append.setArray(3, connection.createArrayOf("int8", sequenceNumbers));
        for (int column = 0; column < texts.length; column++) {
            append.setArray(4 + column, connection.createArrayOf("text", texts[column]));
        }
    }
}
