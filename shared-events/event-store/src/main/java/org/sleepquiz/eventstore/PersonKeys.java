package org.sleepquiz.eventstore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;

/**
 * The keys of persons, as far as this node has needed them lately. What is remembered here saves a look and a decryption and
 * decides nothing: whether a key is still there is asked of the database, in the statement that reads or appends with it.
 */
final class PersonKeys {

    /** More than the people whose diaries a node remembers; some 300 bytes each. */
    private static final int MOST_REMEMBERED = 30_000;

    /** Longer than a diary is remembered, so that whose diary is there need not be asked for their key. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final DataSource dataSource;
    private final MasterKeys masterKeys;
    private final Cache<String, PersonKey> ofPersons = remembering();
    private final Cache<UUID, SecretKey> unwrapped = remembering();

    PersonKeys(DataSource dataSource, MasterKeys masterKeys) {
        this.dataSource = dataSource;
        this.masterKeys = masterKeys;
    }

    private static <K, V> Cache<K, V> remembering() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(KEPT)
                .build();
    }

    /** A new key, not stored yet. */
    PersonKey create() {
        UUID id = TimeOrderedIds.next(System.currentTimeMillis());
        byte[] key = Sealing.newKey();
        MasterKey master = masterKeys.current();
        unwrapped.put(id, Sealing.key(key));
        return new PersonKey(id, master.fingerprint(), master.wrap(id, key));
    }

    /** The key of a person, as remembered or stored. */
    Optional<PersonKey> of(String person) {
        Optional<PersonKey> key = remembered(person);
        if (key.isPresent()) {
            return key;
        }
        try (Connection connection = dataSource.getConnection()) {
            return find(person, connection);
        } catch (SQLException failed) {
            throw new EventStoreException("the key of a person could not be read", failed);
        }
    }

    /** @param connection sees what its transaction has stored and not committed */
    Optional<PersonKey> of(String person, Connection connection) throws SQLException {
        Optional<PersonKey> key = remembered(person);
        return key.isPresent() ? key : find(person, connection);
    }

    Optional<PersonKey> remembered(String person) {
        return Optional.ofNullable(ofPersons.getIfPresent(person));
    }

    private Optional<PersonKey> find(String person, Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select key_id, master_key, wrapped from event_store.person_key where person = ?")) {
            query.setString(1, person);
            try (ResultSet row = query.executeQuery()) {
                Optional<PersonKey> key = row.next() ? PersonKey.of(row) : Optional.empty();
                key.ifPresent(found -> remember(person, found));
                return key;
            }
        }
    }

    void remember(String person, PersonKey key) {
        ofPersons.put(person, key);
    }

    /** For one who was erased, or may have been. */
    void forget(String person) {
        PersonKey key = ofPersons.asMap().remove(person);
        if (key != null) {
            unwrapped.invalidate(key.id());
        }
    }

    /**
     * @throws UnusableMasterKey if its master key is not here
     * @throws EventStoreException if it was changed
     */
    SecretKey unwrap(PersonKey key) {
        return unwrapped.get(key.id(), id -> {
            try {
                return Sealing.key(masterKeys.named(key.masterKey()).unwrap(id, key.wrapped()));
            } catch (Sealing.Broken broken) {
                throw new EventStoreException("The key " + id + " is not what it was when it was wrapped", broken);
            }
        });
    }
}
