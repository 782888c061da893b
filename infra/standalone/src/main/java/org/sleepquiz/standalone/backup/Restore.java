package org.sleepquiz.standalone.backup;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.sleepquiz.standalone.backup.Manifest.Part;

/**
 * Makes a system's database out of a back-up, whole or not at all. The schemas are made at the version that was backed up, filled in one
 * transaction, and then brought up to date. The sides make the read model from the log when they start; of a discarded dead letter they
 * find that it is one.
 */
public final class Restore {

    /** What may be there of a restore that was killed, or of a system that nobody has used yet. */
    private static final List<String> SCHEMAS =
            Arrays.stream(KeptSchema.values()).map(KeptSchema::schema).toList();

    /** Whoever has used a system has left a row in one of these. */
    private static final List<String> SIGNS_OF_USE =
            List.of("event_store.domain_event_entry", "bot.inbox", "read_model.users");

    private static final int LOOKS = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final DataSource database;
    private final BackupFile file;
    private final Progress progress;

    private Restore(DataSource database, BackupFile file, Progress progress) {
        this.database = database;
        this.file = file;
        this.progress = progress;
    }

    /**
     * @param database an empty one, which nobody else uses
     * @param masterKeys the fingerprints of those that there are
     * @throws BackupFailure if the file is damaged or of a newer version, a master key is missing, or the database is in use or cannot
     *     be written; the database is empty afterwards, or what it was
     */
    public static void into(DataSource database, BackupFile file, Collection<String> masterKeys, Progress progress) {
        file.verify(progress);
        requireMasterKeys(file.manifest(), masterKeys);
        Restore restore = new Restore(database, file, progress);
        try {
            restore.requireUnused();
            restore.requireKnownVersions();
            restore.dropSchemas();
            restore.restore();
        } catch (SQLException failed) {
            throw new BackupFailure("The database cannot be written: " + failed.getMessage(), failed);
        }
    }

    private static void requireMasterKeys(Manifest manifest, Collection<String> masterKeys) {
        for (String needed : manifest.masterKeys()) {
            if (!masterKeys.contains(needed)) {
                throw new BackupFailure("The back-up is sealed with the master key " + needed + ", and "
                        + (masterKeys.isEmpty()
                                ? "no master key is here; name its file with SLEEPQUIZ_KEYS_MASTER_FILE"
                                : "the one here is " + String.join(", ", masterKeys)));
            }
        }
    }

    private void requireKnownVersions() {
        for (KeptSchema schema : KeptSchema.values()) {
            String version = file.manifest().schemas().get(schema.schema());
            if (version != null) {
                MigrationVersion newest = schema.newest(database);
                if (MigrationVersion.fromVersion(version).compareTo(newest) > 0) {
                    throw new BackupFailure("The back-up is of a newer version of this program: its " + schema.schema()
                            + " is at " + version + ", and here it goes up to " + newest);
                }
            }
        }
    }

    private void requireUnused() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : SIGNS_OF_USE) {
                if (isThere(connection, table) && is(statement, "select exists (select from " + table + ")")) {
                    throw new BackupFailure("The database is not empty: there are rows in " + table);
                }
            }
            String others = others(statement);
            // who has just left is seen for a moment still
            for (int looks = 1; others != null && looks < LOOKS; looks++) {
                rest();
                others = others(statement);
            }
            if (others != null) {
                throw new BackupFailure(
                        "Somebody else is connected to the database; stop everything that uses it first: " + others);
            }
        }
    }

    private static @Nullable String others(Statement statement) throws SQLException {
        try (ResultSet others = statement.executeQuery("""
                select string_agg(distinct usename, ', ')
                from pg_stat_activity
                where datname = current_database() and usename is not null and pid <> pg_backend_pid()
                """)) {
            others.next();
            return others.getString(1);
        }
    }

    private static void rest() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BackupFailure("Stopped before anything was written", interrupted);
        }
    }

    private static boolean isThere(Connection connection, String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select to_regclass(?) is not null")) {
            query.setString(1, table);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static boolean is(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void dropSchemas() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema if exists " + String.join(", ", SCHEMAS) + " cascade");
        }
    }

    private void restore() throws SQLException {
        boolean done = false;
        try {
            makeSchemas();
            fill();
            done = true;
        } catch (FlywayException failed) {
            throw new BackupFailure("The schemas cannot be made: " + failed.getMessage(), failed);
        } finally {
            if (!done) {
                dropSchemas();
            }
        }
        for (KeptSchema schema : kept()) {
            schema.migrate(database, MigrationVersion.LATEST);
        }
    }

    private List<KeptSchema> kept() {
        return Arrays.stream(KeptSchema.values())
                .filter(schema -> file.manifest().schemas().containsKey(schema.schema()))
                .toList();
    }

    private void makeSchemas() throws SQLException {
        for (KeptSchema schema : kept()) {
            schema.make(
                    database,
                    MigrationVersion.fromVersion(file.manifest().schemas().get(schema.schema())));
        }
    }

    private void fill() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            try (Statement statement = connection.createStatement()) {
                for (Part part : file.manifest().parts()) {
                    // what the migrations have put there is in the back-up, too
                    statement.execute("delete from " + part.table());
                    fill(part, copies);
                    for (Map.Entry<String, Long> counter : part.next().entrySet()) {
                        statement.execute("alter table " + part.table() + " alter column " + counter.getKey()
                                + " restart with " + counter.getValue());
                    }
                }
                RestoredUpTo.say(statement);
            }
            connection.commit();
        }
    }

    private void fill(Part part, CopyManager copies) throws SQLException {
        Measure measure = new Measure(part.table(), progress);
        try (InputStream text = measure.of(file.text(part))) {
            long rows = copies.copyIn(part.copied() + " from stdin", text);
            if (rows != part.rows()) {
                throw new BackupFailure(
                        "The back-up is damaged: " + part.table() + " has " + rows + " rows and not " + part.rows());
            }
        } catch (IOException damaged) {
            throw new BackupFailure("The back-up is damaged: " + part.table() + " cannot be read", damaged);
        }
        // once more: the file may have changed since it was verified
        measure.requireIs(part);
    }
}
