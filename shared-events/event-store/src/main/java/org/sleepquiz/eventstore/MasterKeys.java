package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master keys that this node has. The database lists those that were ever put to use, by their fingerprints and in their order;
 * so a node with the wrong key notices when it starts and not when it reads, and two nodes with different lists do not wrap
 * keys to and fro.
 */
final class MasterKeys {

    private static final Logger LOG = LoggerFactory.getLogger(MasterKeys.class);

    private final KeySettings settings;
    private final Map<String, MasterKey> known = new ConcurrentHashMap<>();
    private final MasterKey current;

    private MasterKeys(KeySettings settings, MasterKey current) {
        this.settings = settings;
        this.current = current;
    }

    /** A master key that was put to use in this log, and the key itself where the database keeps it. */
    private record Registered(String fingerprint, @Nullable MasterKey kept, boolean used) {}

    /**
     * @throws UnusableMasterKey if keys of persons are wrapped with a master key that is not here, or those given cannot be read
     */
    static MasterKeys open(KeySettings settings, DataSource dataSource) {
        try {
            boolean mayWrite = Rights.mayWriteLog(dataSource);
            if (!mayWrite) {
                Rights.await(
                        "a node that writes the log to put a master key to use",
                        () -> Rights.ask(dataSource, "select exists (select from event_store.master_key)"));
            }
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                lock(connection);
                MasterKeys keys = open(settings, connection, mayWrite);
                connection.commit();
                return keys;
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot look after the master keys", failed);
        }
    }

    /** @param mayWrite whether this node makes or registers keys; one that only reads needs those that others use */
    private static MasterKeys open(KeySettings settings, Connection connection, boolean mayWrite) throws SQLException {
        List<Registered> registered = registered(connection);
        List<MasterKey> given = given(settings, registered);
        Map<String, MasterKey> known = new HashMap<>();
        registered.stream().filter(key -> key.kept() != null).forEach(key -> known.put(key.fingerprint(), key.kept()));
        given.forEach(key -> known.put(key.fingerprint(), key));
        registered.stream()
                .filter(key -> key.used() && !known.containsKey(key.fingerprint()))
                .findFirst()
                .ifPresent(missing -> {
                    throw new UnusableMasterKey(missing(settings, missing, given), null);
                });
        if (known.isEmpty() && !mayWrite) {
            throw new UnusableMasterKey(missing(settings, registered.get(registered.size() - 1), given), null);
        } else if (known.isEmpty()) {
            MasterKey made = MasterKey.random();
            register(connection, made, made.bytes());
            known.put(made.fingerprint(), made);
        } else if (!given.isEmpty() && mayWrite) {
            register(connection, given.get(0), null);
        }
        MasterKey current = newest(connection, known).orElseGet(() -> given.get(0));
        MasterKeys keys = new MasterKeys(settings, current);
        keys.known.putAll(known);
        if (given.isEmpty()) {
            LOG.warn("event=master_key_is_in_the_database key={} remedy=sleepquiz.keys.master-file", current);
        }
        return keys;
    }

    private static List<MasterKey> given(KeySettings settings, List<Registered> registered) {
        if (settings.masterFile() != null) {
            MasterKeyFile file = new MasterKeyFile(settings.masterFile());
            boolean mayBegin = registered.stream().noneMatch(key -> key.used() && key.kept() == null);
            if (settings.create() && file.isMissing() && mayBegin) {
                file.create();
            }
            return file.read();
        }
        return settings.master() == null ? List.of() : parse(settings.master());
    }

    private static List<MasterKey> parse(String list) {
        try {
            return Arrays.stream(list.split(",")).map(MasterKey::parse).toList();
        } catch (IllegalArgumentException notAKey) {
            throw new UnusableMasterKey("sleepquiz.keys.master: " + notAKey.getMessage(), notAKey);
        }
    }

    private static String missing(KeySettings settings, Registered missing, List<MasterKey> given) {
        String place = settings.masterFile() != null
                ? settings.masterFile().toString()
                : settings.master() != null ? "sleepquiz.keys.master" : "this configuration";
        String found = given.stream().map(MasterKey::fingerprint).collect(Collectors.joining(", "));
        return "The log is sealed with the master key " + missing.fingerprint() + ", and it is not in " + place
                + (found.isEmpty() ? ", which has none" : ", which has " + found);
    }

    /** One node after the other, so that no two make a key. */
    private static void lock(Connection connection) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("select pg_advisory_xact_lock(hashtext('sleepquiz master key'))");
        }
    }

    private static List<Registered> registered(Connection connection) throws SQLException {
        List<Registered> registered = new ArrayList<>();
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("""
                        select master_key, kept_here,
                               exists (select from event_store.person_key key where key.master_key = master.master_key) as used
                        from event_store.master_key master
                        order by number
                        """)) {
            while (row.next()) {
                byte[] kept = row.getBytes("kept_here");
                registered.add(new Registered(
                        row.getString("master_key"), kept == null ? null : MasterKey.of(kept), row.getBoolean("used")));
            }
        }
        return registered;
    }

    private static void register(Connection connection, MasterKey key, byte @Nullable [] kept) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into event_store.master_key (master_key, kept_here) values (?, ?)
                on conflict (master_key) do nothing
                """)) {
            insert.setString(1, key.fingerprint());
            insert.setBytes(2, kept);
            insert.executeUpdate();
        }
    }

    private static Optional<MasterKey> newest(Connection connection, Map<String, MasterKey> known) throws SQLException {
        return registered(connection).stream()
                .map(key -> Optional.ofNullable(known.get(key.fingerprint())))
                .flatMap(Optional::stream)
                .reduce((older, newer) -> newer);
    }

    /** The one that new keys are wrapped with: of those that are here, the last that was put to use. */
    MasterKey current() {
        return current;
    }

    /**
     * A key by its fingerprint. If it is not known yet, the file is read again: another node may have begun with a new key already.
     *
     * @throws UnusableMasterKey if it is not there either
     */
    MasterKey named(String fingerprint) {
        MasterKey key = known.get(fingerprint);
        if (key == null && settings.masterFile() != null) {
            new MasterKeyFile(settings.masterFile()).read().forEach(read -> known.put(read.fingerprint(), read));
            key = known.get(fingerprint);
        }
        if (key == null) {
            throw new UnusableMasterKey("The master key " + fingerprint + " is not here", null);
        }
        return key;
    }
}
