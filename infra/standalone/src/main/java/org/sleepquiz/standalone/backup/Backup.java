package org.sleepquiz.standalone.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.sleepquiz.messages.Json;
import org.sleepquiz.standalone.backup.Manifest.Part;

/**
 * Writes every table that cannot be made again, as all of them were at one moment, while the system goes on: in one transaction that
 * sees nothing of what is committed after its beginning. Holds a row at a time.
 */
public final class Backup {

    /** Snapshots are made again from the log; Flyway's tables by Flyway. */
    private static final Set<String> LEFT_OUT = Set.of("snapshot_event_entry", "flyway_schema_history");

    /** The version of the event store in which nothing was sealed yet. */
    private static final String BEFORE_KEYS = "1";

    private static final int BUFFER = 1 << 16; // bytes

    private final Connection connection;
    private final CopyManager copies;
    private final Progress progress;

    private Backup(Connection connection, Progress progress) throws SQLException {
        this.connection = connection;
        this.copies = connection.unwrap(PGConnection.class).getCopyAPI();
        this.progress = progress;
    }

    /**
     * @param file has that name only when it is complete and on the disk; nobody but its owner can read it
     * @throws BackupFailure if there is such a file already, or it cannot be written, or the database cannot be read
     */
    public static Manifest write(DataSource database, Path file, Progress progress) {
        if (Files.exists(file)) {
            throw new BackupFailure(file + " is there already");
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try (Connection connection = database.getConnection()) {
            try {
                Files.deleteIfExists(unfinished);
                boolean hasLetters = hasLetters(connection);
                asOfOneMoment(connection);
                if (hasLetters) {
                    keepLetters(connection);
                }
                Manifest manifest = new Backup(connection, progress).write(unfinished);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
                keepName(file);
                return manifest;
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (SQLException failed) {
            throw new BackupFailure("The database cannot be read: " + failed.getMessage(), failed);
        } catch (IOException failed) {
            throw new BackupFailure(file + " cannot be written: " + failed, failed);
        }
    }

    private static void asOfOneMoment(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
    }

    private static boolean hasLetters(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select to_regclass('" + KeptSchema.LETTERS + "') is not null")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** A rebuild that put other tables in their place after our moment would leave us empty ones to read: it has to wait. */
    private static void keepLetters(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table " + KeptSchema.LETTERS + " in access share mode");
        }
    }

    /** A renamed file is lost with the power until its directory is on the disk. */
    private static void keepName(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private Manifest write(Path file) throws SQLException, IOException {
        try (FileChannel channel = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                ZipOutputStream zip =
                        new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER))) {
            // most of it is encrypted: more effort would not make it smaller
            zip.setLevel(Deflater.BEST_SPEED);
            Manifest manifest = write(zip);
            zip.finish();
            zip.flush();
            channel.force(true);
            return manifest;
        }
    }

    private Manifest write(ZipOutputStream zip) throws SQLException, IOException {
        Map<String, String> schemas = new LinkedHashMap<>();
        for (KeptSchema schema : KeptSchema.values()) {
            if (schema != KeptSchema.READ_MODEL || (hasLetters(connection) && isAnyDiscarded())) {
                schema.version(connection).ifPresent(version -> schemas.put(schema.schema(), version));
            }
        }
        if (!schemas.containsKey(KeptSchema.EVENT_STORE.schema())) {
            throw new BackupFailure("There is no event store in this database");
        }
        List<Part> parts = new ArrayList<>();
        for (Map.Entry<String, List<String>> table : tables(schemas.keySet()).entrySet()) {
            parts.add(write(table.getKey(), table.getValue(), zip));
        }
        Manifest manifest = manifest(schemas, parts);
        byte[] json = Json.MAPPER.writeValueAsBytes(manifest);
        add(zip, BackupFile.MANIFEST, json);
        String hash = HexFormat.of().formatHex(Measure.sha256().digest(json));
        add(zip, BackupFile.HASH_OF_MANIFEST, hash.getBytes(StandardCharsets.US_ASCII));
        return manifest;
    }

    private boolean isAnyDiscarded() throws SQLException {
        return number("select count(*) from " + KeptSchema.DISCARDED) > 0;
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /** Tables with their columns, but for generated ones. What a later migration adds is found like the rest. */
    private Map<String, List<String>> tables(Set<String> schemas) throws SQLException {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement("""
                select namespace.nspname || '.' || class.relname, array_agg(attribute.attname::text order by attribute.attnum)
                from pg_class class
                join pg_namespace namespace on namespace.oid = class.relnamespace
                join pg_attribute attribute on attribute.attrelid = class.oid
                where class.relkind = 'r' and namespace.nspname = any (?) and class.relname <> all (?)
                  and (namespace.nspname <> 'read_model' or class.relname = 'dead_letter')
                  and attribute.attnum > 0 and not attribute.attisdropped and attribute.attgenerated = ''
                group by namespace.nspname, class.relname
                order by namespace.nspname, class.relname
                """)) {
            query.setArray(1, connection.createArrayOf("text", schemas.toArray()));
            query.setArray(2, connection.createArrayOf("text", LEFT_OUT.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    tables.put(row.getString(1), Arrays.asList((String[])
                            row.getArray(2).getArray()));
                }
            }
        }
        return tables;
    }

    private Part write(String table, List<String> columns, ZipOutputStream zip) throws SQLException, IOException {
        Part described = new Part(table, columns, 0, 0, "", Map.of());
        Measure measure = new Measure(table, progress);
        zip.putNextEntry(new ZipEntry(described.entry()));
        OutputStream buffered = new BufferedOutputStream(zip, BUFFER);
        String rows = table.equals(KeptSchema.LETTERS)
                ? "copy (select " + String.join(", ", columns) + " from " + KeptSchema.DISCARDED + ")"
                : described.copied();
        CopyOut copy = copies.copyOut(rows + " to stdout");
        try {
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                measure.add(row, 0, row.length);
                buffered.write(row);
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        buffered.flush();
        zip.closeEntry();
        // counters know no transaction: read afterwards, they are beyond every row
        return new Part(table, columns, measure.rows(), measure.bytes(), measure.hash(), counters(table));
    }

    private Map<String, Long> counters(String table) throws SQLException {
        Map<String, String> sequences = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement("""
                select attname, pg_get_serial_sequence(?, attname)
                from pg_attribute
                where attrelid = to_regclass(?) and attnum > 0 and not attisdropped and attidentity <> ''
                """)) {
            query.setString(1, table);
            query.setString(2, table);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    sequences.put(row.getString(1), row.getString(2));
                }
            }
        }
        Map<String, Long> counters = new LinkedHashMap<>();
        for (Map.Entry<String, String> sequence : sequences.entrySet()) {
            counters.put(sequence.getKey(), number("select last_value + is_called::int from " + sequence.getValue()));
        }
        return counters;
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Manifest manifest(Map<String, String> schemas, List<Part> parts) throws SQLException {
        List<String> masterKeys = new ArrayList<>();
        boolean inside = false;
        if (schemas.get(KeptSchema.EVENT_STORE.schema()).equals(BEFORE_KEYS)) {
            return manifest(schemas, masterKeys, inside, parts);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select master_key, kept_here is not null
                        from event_store.master_key master
                        where exists (select from event_store.person_key key where key.master_key = master.master_key)
                        order by number
                        """)) {
            while (row.next()) {
                if (row.getBoolean(2)) {
                    inside = true;
                } else {
                    masterKeys.add(row.getString(1));
                }
            }
        }
        return manifest(schemas, masterKeys, inside, parts);
    }

    private Manifest manifest(Map<String, String> schemas, List<String> masterKeys, boolean inside, List<Part> parts)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select now(), current_setting('server_version')")) {
            row.next();
            return new Manifest(
                    Manifest.FORMAT,
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getString(2),
                    schemas,
                    masterKeys,
                    inside,
                    parts);
        }
    }
}
