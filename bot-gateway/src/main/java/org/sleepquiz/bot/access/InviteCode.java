package org.sleepquiz.bot.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an invited person brings, as the parameter of a deep link ({@code /start CODE}): a public part by which the invite is found,
 * and a secret one of 128 random bits, of which only a hash is kept.
 */
record InviteCode(String id, String secret) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9]{8})-([A-Za-z0-9_-]{22})");
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789";

    static InviteCode random(SecureRandom random) {
        StringBuilder id = new StringBuilder();
        random.ints(8, 0, ALPHABET.length()).forEach(at -> id.append(ALPHABET.charAt(at)));
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        return new InviteCode(id.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    static Optional<InviteCode> of(String text) {
        Matcher code = FORM.matcher(text.strip());
        return code.matches() ? Optional.of(new InviteCode(code.group(1), code.group(2))) : Optional.empty();
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
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
        return id + "-" + secret;
    }

    @Override
    public String toString() {
        return "InviteCode " + id;
    }
}
