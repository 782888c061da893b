package org.sleepquiz.eventstore;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.SecretKey;

/**
 * A key that wraps the keys of persons.
 *
 * @param fingerprint tells it from others and nothing about it
 */
record MasterKey(String fingerprint, SecretKey key) {

    private static final int FINGERPRINT_LENGTH = 8; // bytes

    static MasterKey of(byte[] bytes) {
        return new MasterKey(fingerprint(bytes), Sealing.key(bytes));
    }

    /**
     * @param base64 32 random bytes, as {@code openssl rand -base64 32} writes them
     * @throws IllegalArgumentException if it is something else; the message does not repeat it
     */
    static MasterKey parse(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("a master key is " + Sealing.KEY_LENGTH + " bytes in base64");
        }
        if (bytes.length != Sealing.KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "a master key is " + Sealing.KEY_LENGTH + " bytes in base64, not " + bytes.length);
        }
        return of(bytes);
    }

    static MasterKey random() {
        return of(Sealing.newKey());
    }

    byte[] bytes() {
        return key.getEncoded();
    }

    String base64() {
        return Base64.getEncoder().encodeToString(bytes());
    }

    byte[] wrap(UUID id, byte[] personKey) {
        return Sealing.seal(key, PersonKey.place(id), personKey);
    }

    byte[] unwrap(UUID id, byte[] wrapped) throws Sealing.Broken {
        return Sealing.open(key, PersonKey.place(id), wrapped);
    }

    private static String fingerprint(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("sleepquiz master key".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(key), 0, FINGERPRINT_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return fingerprint;
    }
}
