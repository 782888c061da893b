package org.sleepquiz.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.sleepquiz.embedded.OwnedDirectory;
import org.sleepquiz.httpedge.TokenIssuer;

/**
 * Where a standalone system keeps everything: the servers' data, the local Telegram's chats, keys and passwords, the log.
 * Only its owner can look into it, and only one system at a time runs on it.
 */
final class DataDirectory implements AutoCloseable {

    private static final String TOKEN_KEY = "token-key.pem";
    private static final int PASSWORD_BYTES = 24;

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

    /** The key that signs this installation's tokens; made at the first call. */
    TokenIssuer tokenIssuer() {
        Path key = directory.path().resolve(TOKEN_KEY);
        secret(key, () -> TokenIssuer.withNewKey().privateKeyPem());
        return issuer(key);
    }

    /** The public half of the key, in a file for the sides. */
    Path publicKey() {
        Path file = directory.path().resolve("token-key.pub.pem");
        try {
            return Files.writeString(file, tokenIssuer().publicKeyPem(), StandardCharsets.US_ASCII);
        } catch (IOException unusable) {
            throw new StartFailure("Cannot write " + file, unusable);
        }
    }

    /** A password for a database role; made at the first call. */
    String passwordOf(String databaseRole) {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return secret(
                directory.path().resolve("password-" + databaseRole),
                () -> HexFormat.of().formatHex(random));
    }

    /**
     * The issuer of an installation that somebody else may be running.
     *
     * @throws StartFailure if there is none
     */
    static TokenIssuer issuerOf(Path path) {
        Path key = path.resolve(TOKEN_KEY);
        if (!Files.exists(key)) {
            throw new StartFailure("No sleepquiz has run on " + path + " yet; start one with ./sleepquiz up");
        }
        return issuer(key);
    }

    private static TokenIssuer issuer(Path key) {
        try {
            return TokenIssuer.of(key);
        } catch (IOException unusable) {
            throw new StartFailure("Cannot use the token key: " + unusable.getMessage(), unusable);
        }
    }

    /** What stands in the file; written whole or not at all, readable for the owner only. */
    private static String secret(Path file, Supplier<String> made) {
        try {
            if (!Files.exists(file)) {
                Path unfinished = file.resolveSibling(file.getFileName() + ".new");
                Files.deleteIfExists(unfinished);
                Files.createFile(
                        unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(unfinished, made.get(), StandardCharsets.US_ASCII);
                Files.move(unfinished, file);
            }
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException unusable) {
            throw new StartFailure("Cannot use " + file + ": " + unusable.getMessage(), unusable);
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
