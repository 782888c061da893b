package org.sleepquiz.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sleepquiz.embedded.OwnedDirectory;
import org.sleepquiz.httpedge.SecretFile;
import org.sleepquiz.httpedge.TokenIssuer;
import org.sleepquiz.httpedge.TokenKeys;

/**
 * Where a standalone system keeps everything: the servers' data, the local Telegram's chats, keys and passwords, the log.
 * Only its owner can look into it, and only one system at a time runs on it.
 */
final class DataDirectory implements AutoCloseable {

    private static final int MASTER_KEY_BYTES = 32;
    private static final String PASSWORD_FILE = "password-";

    private final OwnedDirectory directory;

    private DataDirectory(OwnedDirectory directory) {
        this.directory = directory;
    }

    /** Takes the directory, and makes it if need be. */
    static DataDirectory take(Path path) {
        return new DataDirectory(OwnedDirectory.hold(path, "sleepquiz"));
    }

    /** A new directory that is deleted at the end. */
    static DataDirectory throwAway() {
        return new DataDirectory(OwnedDirectory.temporary("sleepquiz"));
    }

    Path postgres() {
        return directory.path().resolve("postgres");
    }

    Path kafka() {
        return directory.path().resolve("kafka");
    }

    Path telegram() {
        return directory.path().resolve("telegram");
    }

    /** The keys behind this installation's tokens; made at the first call. */
    TokenKeys tokenKeys() {
        return keysIn(directory.path());
    }

    /**
     * The issuer of an installation that somebody else may be running.
     *
     * @throws StartFailure if there is none
     */
    static TokenIssuer issuerOf(Path path) {
        if (!TokenKeys.areIn(path)) {
            throw new StartFailure("No sleepquiz has run on " + path + " yet; start one with ./sleepquiz up");
        }
        return keysIn(path).issuer();
    }

    private static TokenKeys keysIn(Path path) {
        try {
            return TokenKeys.keptIn(path);
        } catch (IOException unusable) {
            throw new StartFailure("Cannot use the token key: " + unusable.getMessage(), unusable);
        }
    }

    /**
     * The file with the key that wraps the keys of persons; made at the first call. A copy of the database without it cannot be
     * read, and neither can the database itself: it belongs into the backup, but not beside the database's.
     */
    Path masterKey() {
        Path file = masterKeyIn(directory.path());
        try {
            Files.createDirectories(file.getParent());
            SecretFile.readOrMake(file, () -> Base64.getEncoder().encodeToString(random(MASTER_KEY_BYTES)));
            return file;
        } catch (IOException unusable) {
            throw new StartFailure("Cannot use " + file + ": " + unusable.getMessage(), unusable);
        }
    }

    /** Where the master key of an installation is or would be. */
    static Path masterKeyIn(Path path) {
        return path.resolve("keys").resolve("master");
    }

    /** Takes a master key over, unless there is one. */
    void adoptMasterKey(Path given) {
        Path file = masterKeyIn(directory.path());
        try {
            String keys = Files.readString(given, StandardCharsets.US_ASCII);
            Files.createDirectories(file.getParent());
            SecretFile.readOrMake(file, () -> keys);
        } catch (IOException unusable) {
            throw new StartFailure("Cannot use " + given + ": " + unusable.getMessage(), unusable);
        }
    }

    /**
     * The database of an installation that somebody else is running.
     *
     * @throws StartFailure if nobody is
     */
    static DataSource databaseOf(Path path) {
        Path postmaster = path.resolve("postgres").resolve("cluster").resolve("postmaster.pid");
        Path password = path.resolve(PASSWORD_FILE + PostgresRoles.OWNER);
        if (Files.notExists(postmaster) || Files.notExists(password)) {
            throw new StartFailure("No sleepquiz is running on " + path + "; start it with ./sleepquiz up");
        }
        try {
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setServerNames(new String[] {"127.0.0.1"});
            // PostgreSQL's own file: the fourth line is the port
            database.setPortNumbers(new int[] {
                Integer.parseInt(Files.readAllLines(postmaster).get(3).strip())
            });
            database.setDatabaseName(PostgresRoles.DATABASE);
            database.setUser(PostgresRoles.OWNER);
            database.setPassword(Files.readString(password, StandardCharsets.US_ASCII));
            return database;
        } catch (IOException | RuntimeException unusable) {
            throw new StartFailure("Cannot tell where the database of " + path + " is: " + unusable, unusable);
        }
    }

    /** A password for a database role, or another secret of that name; made at the first call. */
    String passwordOf(String databaseRole) {
        Path file = directory.path().resolve(PASSWORD_FILE + databaseRole);
        try {
            return SecretFile.readOrMake(file, DataDirectory::password);
        } catch (IOException unusable) {
            throw new StartFailure("Cannot use " + file + ": " + unusable.getMessage(), unusable);
        }
    }

    private static String password() {
        return HexFormat.of().formatHex(random(24));
    }

    private static byte[] random(int length) {
        byte[] random = new byte[length];
        new SecureRandom().nextBytes(random);
        return random;
    }

    @Override
    public void close() {
        directory.close();
    }
}
