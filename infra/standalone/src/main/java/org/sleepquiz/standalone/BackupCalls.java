package org.sleepquiz.standalone;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.sleepquiz.embedded.EmbeddedPostgresServer;
import org.sleepquiz.eventstore.MasterKeyFingerprints;
import org.sleepquiz.standalone.backup.Backup;
import org.sleepquiz.standalone.backup.BackupFile;
import org.sleepquiz.standalone.backup.Manifest;
import org.sleepquiz.standalone.backup.Progress;
import org.sleepquiz.standalone.backup.Restore;

/**
 * {@code backup}, {@code restore} and {@code verify}: of the system in a directory, or of the database that the environment names.
 *
 * @param ownDatabase instead of the embedded one
 * @param masterKey a file that is used where the directory has none
 */
record BackupCalls(
        Optional<DataSource> ownDatabase, @Nullable Path masterKey, Path data, PrintStream out) {

    static BackupCalls of(Map<String, String> environment, Path data, PrintStream out) {
        String masterKey = environment.get("SLEEPQUIZ_KEYS_MASTER_FILE");
        return new BackupCalls(ownDatabase(environment), masterKey == null ? null : Path.of(masterKey), data, out);
    }

    /** The database that the environment names. */
    static Optional<DataSource> ownDatabase(Map<String, String> environment) {
        String url = environment.get("SLEEPQUIZ_JDBC_URL");
        if (url == null) {
            return Optional.empty();
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        try {
            database.setUrl(url);
        } catch (IllegalArgumentException notAUrl) {
            throw new StartFailure("SLEEPQUIZ_JDBC_URL is not a URL of PostgreSQL", notAUrl);
        }
        database.setUser(environment.getOrDefault("SLEEPQUIZ_JDBC_USER", PostgresRoles.OWNER));
        database.setPassword(environment.getOrDefault("SLEEPQUIZ_JDBC_PASSWORD", ""));
        return Optional.of(database);
    }

    void backup(Path file) {
        long began = System.nanoTime();
        Manifest manifest = Backup.write(
                ownDatabase.orElseGet(() -> DataDirectory.databaseOf(data)), file, new Progress(System.err));
        double seconds = secondsSince(began);
        out.printf(
                Locale.ROOT,
                "%s: %s, in %.1f s (%,.0f events and %.0f MB a second)%n",
                file,
                described(manifest),
                seconds,
                manifest.events() / seconds,
                manifest.bytes() / 1e6 / seconds);
        if (manifest.masterKeyInside()) {
            out.println("The master key is in the database, and so in this file: whoever has it can read everything.");
        }
        manifest.masterKeys()
                .forEach(key -> out.println("Not in it: the master key " + key
                        + ", without which nobody can read it. Keep that elsewhere."));
        out.println("In it in the clear: Telegram ids, and what waits in the bot's inbox.");
    }

    void restore(Path file) {
        try (BackupFile backup = BackupFile.open(file)) {
            long began = System.nanoTime();
            if (ownDatabase.isPresent()) {
                into(ownDatabase.get(), backup);
            } else {
                intoDirectory(backup);
            }
            Manifest manifest = backup.manifest();
            double seconds = secondsSince(began);
            out.printf(
                    Locale.ROOT,
                    "Restored %s, in %.1f s (%,.0f events a second)%n",
                    described(manifest),
                    seconds,
                    manifest.events() / seconds);
            out.println("The read model is made from the log when the system starts.");
            out.println("Who was erased after " + manifest.takenAt()
                    + " is in it again. Before anybody uses the system, start it and call"
                    + " ./sleepquiz erase-again");
        }
    }

    private void intoDirectory(BackupFile backup) {
        try (DataDirectory directory = DataDirectory.take(data)) {
            try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory.postgres(), 0, true)) {
                String password = directory.passwordOf(PostgresRoles.OWNER);
                PostgresRoles.prepare(server, directory::passwordOf);
                PGSimpleDataSource database = new PGSimpleDataSource();
                database.setUrl(server.jdbcUrl(PostgresRoles.DATABASE));
                database.setUser(PostgresRoles.OWNER);
                database.setPassword(password);
                into(database, backup);
            }
            if (masterKey != null) {
                directory.adoptMasterKey(masterKey);
            }
        }
    }

    private void into(DataSource database, BackupFile backup) {
        Restore.into(database, backup, masterKeys(), new Progress(System.err));
    }

    /** Those with which the system will start. */
    private List<String> masterKeys() {
        Path own = DataDirectory.masterKeyIn(data);
        if (Files.exists(own)) {
            return MasterKeyFingerprints.in(own);
        }
        return masterKey == null ? List.of() : MasterKeyFingerprints.in(masterKey);
    }

    static void verify(Path file, PrintStream out) {
        try (BackupFile backup = BackupFile.open(file)) {
            backup.verify(new Progress(System.err));
            out.println(file + " is whole: " + described(backup.manifest()));
        }
    }

    private static String described(Manifest manifest) {
        return String.format(
                Locale.ROOT,
                "%,d events and %d other tables as of %s, %,d MB before compression",
                manifest.events(),
                manifest.parts().size() - 1,
                manifest.takenAt(),
                manifest.bytes() / 1_000_000);
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
