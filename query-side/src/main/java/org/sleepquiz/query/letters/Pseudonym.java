package org.sleepquiz.query.letters;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** How a person is called where their id is not to be read: lists, logs. */
final class Pseudonym {

    private static final int BYTES = 4;

    private Pseudonym() {}

    /** The same for the same person, everywhere: 8 hexadecimal digits of the id's SHA-256. */
    static String of(String telegramId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(telegramId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
