package org.sleepquiz.eventstore;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.axonframework.serialization.SimpleSerializedObject;

/**
 * What was stored before events were sealed. It is read as it is, and sealed when there is time. Any number of nodes may do so at
 * once, beside those who append and erase, and stop at any moment.
 */
final class EventsInTheClear {

    /** A fraction of a second of work, for which an erasure waits. */
    private static final int AT_ONCE = 500;

    private final DataSource dataSource;
    private final PersonKeys keys;

    EventsInTheClear(DataSource dataSource, PersonKeys keys) {
        this.dataSource = dataSource;
        this.keys = keys;
    }

    private record Row(
            long position, String person, long sequenceNumber, String type, String revision, String payload) {}

    /**
     * Seals some of them.
     *
     * @return how many; 0 if there are none left, or others are about to seal them
     */
    int sealSome() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement beginning = connection.createStatement()) {
                // keeps erasures out
                beginning.execute(AppendingTransaction.BEGINNING);
                List<Row> rows = some(connection);
                Set<String> persons = rows.stream().map(Row::person).collect(Collectors.toCollection(TreeSet::new));
                int sealed = seal(connection, rows, keysOf(connection, persons));
                connection.commit();
                return sealed;
            }
        }
    }

    private static List<Row> some(Connection connection) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                        select global_index, aggregate_identifier, sequence_number, payload_type, payload_revision, payload
                        from event_store.domain_event_entry
                        where key_id is null and payload_type not in ('Erased', 'UserErased')
                        order by global_index
                        limit %d
                        for update skip locked
                        """.formatted(AT_ONCE));
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)));
            }
        }
        return rows;
    }

    /** Makes those that are missing. */
    private Map<String, PersonKey> keysOf(Connection connection, Set<String> persons) throws SQLException {
        Map<String, PersonKey> stored = stored(connection, persons);
        Set<String> missing = new TreeSet<>(persons);
        missing.removeAll(stored.keySet());
        if (missing.isEmpty()) {
            return stored;
        }
        List<PersonKey> made = missing.stream().map(person -> keys.create()).toList();
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into event_store.person_key (key_id, person, master_key, wrapped)
                select key_id, person, master_key, wrapped
                from unnest(?::uuid[], ?::text[], ?::text[], ?::bytea[]) as made (key_id, person, master_key, wrapped)
                where exists (select from event_store.master_key known where known.master_key = made.master_key)
                on conflict (person) do nothing
                """)) {
            insert.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", made.stream().map(PersonKey::id).toArray()));
            insert.setArray(2, connection.createArrayOf("text", missing.toArray()));
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "text", made.stream().map(PersonKey::masterKey).toArray()));
            insert.setArray(
                    4,
                    connection.createArrayOf(
                            "bytea", made.stream().map(PersonKey::wrapped).toArray(byte[][]::new)));
            insert.executeUpdate();
        }
        // where another was faster, theirs
        return stored(connection, persons);
    }

    private static Map<String, PersonKey> stored(Connection connection, Set<String> persons) throws SQLException {
        Map<String, PersonKey> stored = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select person, key_id, master_key, wrapped from event_store.person_key where person = any (?)")) {
            query.setArray(1, connection.createArrayOf("text", persons.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String person = row.getString("person");
                    PersonKey.of(row).ifPresent(key -> stored.put(person, key));
                }
            }
        }
        return stored;
    }

    private int seal(Connection connection, List<Row> rows, Map<String, PersonKey> keysOfPersons) throws SQLException {
        Long[] positions = new Long[rows.size()];
        UUID[] ids = new UUID[rows.size()];
        byte[][] sealed = new byte[rows.size()][];
        for (int number = 0; number < rows.size(); number++) {
            Row row = rows.get(number);
            PersonKey key = keysOfPersons.get(row.person());
            if (key == null) {
                throw new UnusableMasterKey("The master key of this node was given up", null);
            }
            positions[number] = row.position();
            ids[number] = key.id();
            sealed[number] = Content.sealed(
                    Content.Kind.EVENT,
                    keys,
                    key,
                    row.sequenceNumber(),
                    new SimpleSerializedObject<>(
                            row.payload().getBytes(StandardCharsets.UTF_8), byte[].class, row.type(), row.revision()));
        }
        try (PreparedStatement update = connection.prepareStatement("""
                update event_store.domain_event_entry event
                set payload = null, key_id = given.key_id, sealed = given.sealed
                from unnest(?::bigint[], ?::uuid[], ?::bytea[]) as given (global_index, key_id, sealed)
                where event.global_index = given.global_index
                """)) {
            update.setArray(1, connection.createArrayOf("int8", positions));
            update.setArray(2, connection.createArrayOf("uuid", ids));
            update.setArray(3, connection.createArrayOf("bytea", sealed));
            return update.executeUpdate();
        }
    }
}
