package org.sleepquiz.bot.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * What an invited person brings, as the parameter of a deep link ({@code /start CODE}): a public part by which the invite is found,
 * and a secret one of 128 random bits, of which only a hash is kept. Both are letters that may stand in such a link.
 */
record InviteCode(String id, String secret) {

    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 16;
    private static final int ID_LENGTH = 8;
    private static final int LENGTH = 30;

    static InviteCode random(SecureRandom random) {
        return new InviteCode(letters(random, ID_BYTES), letters(random, SECRET_BYTES));
    }

    private static String letters(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static Optional<InviteCode> of(String text) {
        String code = text.strip();
        return code.length() == LENGTH
                ? Optional.of(new InviteCode(code.substring(0, ID_LENGTH), code.substring(ID_LENGTH)))
                : Optional.empty();
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) { // every Java has it
            throw new IllegalStateException(impossible);
        }
    }

    /** In a time that tells nothing of how much of it was right. */
    boolean hasHash(byte[] hash) {
        return MessageDigest.isEqual(hash(), hash);
    }

    /** As it stands in a link. */
    String text() {
        return id + secret;
    }

    /** Not a record's, which would tell the secret. */
    @Override
    public String toString() {
        return id;
    }
}
