package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wraps the keys of persons with the newest master key. The events stay as they are: they are sealed with keys that do not change.
 * Any number of nodes may do so at once, and stop at any moment.
 */
final class KeyRotation {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

    /** A fraction of a second of work; an erasure waits for it, who would have its key. */
    private static final int AT_ONCE = 500;

    private final DataSource dataSource;
    private final MasterKeys masterKeys;

    KeyRotation(DataSource dataSource, MasterKeys masterKeys) {
        this.dataSource = dataSource;
        this.masterKeys = masterKeys;
    }

    /**
     * Wraps what is wrapped by master keys that were put to use before the one that this node wraps with, and gives up those that
     * only the database keeps. Does nothing on a node that does not have the newest master key yet.
     *
     * @return how many keys it has wrapped
     */
    int turn() throws SQLException {
        int all = 0;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            for (String older : older(connection)) {
                int wrapped = 0;
                int batch;
                do {
                    batch = inTransaction(connection, () -> wrapSome(connection, older));
                    wrapped += batch;
                } while (batch > 0);
                if (wrapped > 0) {
                    LOG.info("event=keys_wrapped_anew from={} to={} count={}", older, masterKeys.current(), wrapped);
                }
                all += wrapped;
                giveUp(connection, older);
            }
        }
        return all;
    }

    private List<String> older(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select older.master_key
                from event_store.master_key older
                join event_store.master_key newest on newest.number > older.number
                where newest.master_key = ?
                  and not exists (select from event_store.master_key newer where newer.number > newest.number)
                """)) {
            query.setString(1, masterKeys.current().fingerprint());
            try (ResultSet row = query.executeQuery()) {
                List<String> older = new ArrayList<>();
                while (row.next()) {
                    older.add(row.getString(1));
                }
                return older;
            }
        }
    }

    private int wrapSome(Connection connection, String older) throws SQLException {
        List<PersonKey> keys = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                select key_id, master_key, wrapped
                from event_store.person_key
                where master_key = ?
                limit ?
                for update skip locked
                """)) {
            query.setString(1, older);
            query.setInt(2, AT_ONCE);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    PersonKey.of(row).ifPresent(keys::add);
                }
            }
        }
        try (PreparedStatement update = connection.prepareStatement("""
                update event_store.person_key key
                set master_key = ?, wrapped = anew.wrapped
                from unnest(?::uuid[], ?::bytea[]) as anew (key_id, wrapped)
                where key.key_id = anew.key_id
                """)) {
            byte[][] anew = new byte[keys.size()][];
            for (int number = 0; number < anew.length; number++) {
                anew[number] = wrap(keys.get(number));
            }
            UUID[] ids = keys.stream().map(PersonKey::id).toArray(UUID[]::new);
            update.setString(1, masterKeys.current().fingerprint());
            update.setArray(2, connection.createArrayOf("uuid", ids));
            update.setArray(3, connection.createArrayOf("bytea", anew));
            return update.executeUpdate();
        }
    }

    private byte[] wrap(PersonKey key) {
        try {
            return masterKeys
                    .current()
                    .wrap(key.id(), masterKeys.named(key.masterKey()).unwrap(key.id(), key.wrapped()));
        } catch (Sealing.Broken broken) {
            throw new EventStoreException("The key " + key.id() + " is not what it was when it was wrapped", broken);
        }
    }

    /**
     * Whoever has the database shall not have the key to it any more. Appends name the master key of their new keys and are refused when
     * it is gone; none is on its way meanwhile.
     */
    private static void giveUp(Connection connection, String older) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select 1 from event_store.master_key where master_key = ? and kept_here is not null")) {
            query.setString(1, older);
            try (ResultSet kept = query.executeQuery()) {
                if (!kept.next()) {
                    return;
                }
            }
        }
        int deleted = inTransaction(connection, () -> {
            try (Statement beginning = connection.createStatement();
                    PreparedStatement delete = connection.prepareStatement("""
                            delete from event_store.master_key
                            where master_key = ? and not exists (select from event_store.person_key where master_key = ?)
                            """)) {
                beginning.execute(AppendingTransaction.BEGINNING_OF_ERASURE);
                delete.setString(1, older);
                delete.setString(2, older);
                return delete.executeUpdate();
            }
        });
        if (deleted > 0) {
            LOG.info("event=master_key_left_the_database key={}", older);
        }
    }

    @FunctionalInterface
    private interface Work {

        int done() throws SQLException;
    }

    /** What is not committed when the connection is closed is rolled back. */
    private static int inTransaction(Connection connection, Work work) throws SQLException {
        int done = work.done();
        connection.commit();
        return done;
    }
}
