package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventData;
import org.sleepquiz.eventstore.Gathering.Asked;

/** Reads many persons' streams in one round trip: the newest snapshot of each, if there is one, and the events after it. */
final class StreamReader {

    /** More of a stream than that is read on by whoever wants it, so that a long one does not hold up the others. */
    static final int MOST_AT_ONCE = 256;

    private static final String READ = """
            select set_config('statement_timeout', '%d', true), set_config('enable_seqscan', 'off', true),
                   set_config('plan_cache_mode', 'force_generic_plan', true);
            select stream.number, stored.*, key.master_key, key.wrapped
            from unnest(?::text[]) with ordinality as stream (aggregate_identifier, number)
            left join lateral (
                select newest.*
                from event_store.snapshot_event_entry newest
                where newest.aggregate_identifier = stream.aggregate_identifier
                  and newest.key_id = (select its.key_id
                                       from event_store.person_key its
                                       where its.person = stream.aggregate_identifier)
                  and newest.payload_type || ' ' || newest.payload_revision = any (?)
                order by newest.sequence_number desc
                limit 1
            ) snapshot on true
            cross join lateral (
                select true as is_snapshot, null::bigint as global_index, snapshot.type, snapshot.aggregate_identifier,
                       snapshot.sequence_number, snapshot.event_identifier, snapshot.time_stamp, snapshot.payload_type,
                       snapshot.payload_revision, null as payload, snapshot.key_id, snapshot.sealed, snapshot.meta_data
                where snapshot.sequence_number is not null
                union all
                (select false, event.global_index, event.type, event.aggregate_identifier, event.sequence_number,
                        event.event_identifier, event.time_stamp, event.payload_type, event.payload_revision, event.payload,
                        event.key_id, event.sealed, event.meta_data
                 from event_store.domain_event_entry event
                 where event.aggregate_identifier = stream.aggregate_identifier
                   and event.sequence_number > coalesce(snapshot.sequence_number, -1)
                 order by event.sequence_number
                 limit %d)
            ) stored
            left join lateral (
                select its.master_key, its.wrapped
                from event_store.person_key its
                where its.key_id = stored.key_id
                limit 1
            ) key on true
            order by stream.number, stored.is_snapshot desc, stored.sequence_number
            """.formatted(AppendingTransaction.LIMIT.toMillis(), MOST_AT_ONCE);

    private final DataSource dataSource;
    private final StoredTypes types;
    private final PersonKeys keys;

    StreamReader(DataSource dataSource, StoredTypes types, PersonKeys keys) {
        this.dataSource = dataSource;
        this.types = types;
        this.keys = keys;
    }

    /** What a stream begins with when it is read: its newest snapshot of today's revision and the events after that. */
    record Beginning(Optional<DomainEventData<?>> snapshot, List<DomainEventData<?>> events) {

        boolean isAll() {
            return events.size() < MOST_AT_ONCE;
        }

        long lastSequenceNumber() {
            return events.get(events.size() - 1).getSequenceNumber();
        }
    }

    void read(List<Asked<String, Beginning>> group) throws SQLException {
        List<Optional<DomainEventData<?>>> snapshots = new ArrayList<>();
        List<List<DomainEventData<?>>> events = new ArrayList<>();
        group.forEach(asked -> {
            snapshots.add(Optional.empty());
            events.add(new ArrayList<>());
        });
        try (Connection connection = dataSource.getConnection();
                PreparedStatement read = connection.prepareStatement(READ)) {
            AppendingTransaction.expectAnAnswerFrom(connection);
            read.setArray(
                    1,
                    connection.createArrayOf(
                            "text", group.stream().map(Asked::question).toArray()));
            read.setArray(2, connection.createArrayOf("text", types.snapshots()));
            read.execute();
            read.getMoreResults();
            int remembered = -1;
            try (ResultSet row = read.getResultSet()) {
                while (row.next()) {
                    int number = row.getInt("number") - 1;
                    if (row.getBoolean("is_snapshot")) {
                        snapshots.set(number, Optional.of(StoredEvent.of(row, Content.Kind.SNAPSHOT, keys)));
                    } else {
                        events.get(number).add(StoredEvent.of(row, Content.Kind.EVENT, keys));
                    }
                    // all events of a stream have one key; those from before there were keys have none
                    if (number != remembered) {
                        Optional<PersonKey> key = PersonKey.of(row);
                        key.ifPresent(its -> keys.remember(group.get(number).question(), its));
                        remembered = key.isPresent() ? number : remembered;
                    }
                }
            }
        }
        for (int number = 0; number < group.size(); number++) {
            group.get(number).answer().complete(new Beginning(snapshots.get(number), events.get(number)));
        }
    }
}
