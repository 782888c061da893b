package org.sleepquiz.httpedge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * The key pair of an installation that has no identity provider of its own, in a directory: {@value #PRIVATE} for its
 * owner, {@value #PUBLIC} for the sides.
 */
public final class TokenKeys {

    private static final String PRIVATE = "token-key.pem";
    private static final String PUBLIC = "token-key.pub.pem";
    private static final Duration SERVICE_TOKEN_LIFETIME = Duration.ofDays(365);

    private final TokenIssuer issuer;
    private final Path publicKey;

    private TokenKeys(TokenIssuer issuer, Path publicKey) {
        this.issuer = issuer;
        this.publicKey = publicKey;
    }

    /**
     * The keys in this directory; made first if there are none.
     *
     * @throws IOException if the directory cannot be used
     */
    public static TokenKeys keptIn(Path directory) throws IOException {
        Path privateKey = directory.resolve(PRIVATE);
        SecretFile.readOrMake(privateKey, () -> TokenIssuer.withNewKey().privateKeyPem());
        TokenIssuer issuer = TokenIssuer.of(privateKey);
        Path publicKey = Files.writeString(directory.resolve(PUBLIC), issuer.publicKeyPem(), StandardCharsets.US_ASCII);
        return new TokenKeys(issuer, publicKey);
    }

    /** Whether there are keys in this directory. */
    public static boolean areIn(Path directory) {
        return Files.exists(directory.resolve(PRIVATE));
    }

    public TokenIssuer issuer() {
        return issuer;
    }

    /** The file with the public key, for the property {@code sleepquiz.jwt.public-key}. */
    public Path publicKey() {
        return publicKey;
    }

    /**
     * Makes the keys and one role's token file: {@code TokenKeys DIRECTORY ROLE}. For installations of several processes,
     * where the bot gateway finds its token in a file.
     *
     * @throws IOException if the directory cannot be used
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("usage: TokenKeys DIRECTORY bot|analyst|operator");
        }
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        Role role = Role.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        TokenKeys keys = keptIn(directory);
        Path token = directory.resolve(arguments[1] + ".token");
        Files.deleteIfExists(token);
        SecretFile.readOrMake(token, () -> keys.issuer.issue(role, SERVICE_TOKEN_LIFETIME));
    }
}
