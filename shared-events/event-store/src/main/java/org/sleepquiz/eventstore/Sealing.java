package org.sleepquiz.eventstore;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D): what is sealed can be neither read nor changed without the key, nor passed off for what was sealed
 * in another place. A nonce of 96 random bits comes first, a tag of 128 bits last.
 */
final class Sealing {

    /** Bytes of a key. */
    static final int KEY_LENGTH = 32;

    private static final String ALGORITHM = "AES";
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_LENGTH = 12; // bytes
    private static final int TAG_LENGTH = 128; // bits

    private static final SecureRandom RANDOM = new SecureRandom();

    /** To find a cipher among the providers takes as long as to seal an event with it. As many as are used at one time. */
    private static final Queue<Cipher> IDLE = new ConcurrentLinkedQueue<>();

    private Sealing() {}

    /** What was to be opened was not sealed with this key for this place, or is not what it was. */
    static final class Broken extends Exception {

        Broken(Throwable cause) {
            super(cause);
        }
    }

    static byte[] newKey() {
        byte[] key = new byte[KEY_LENGTH];
        RANDOM.nextBytes(key);
        return key;
    }

    static SecretKey key(byte[] bytes) {
        if (bytes.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has " + KEY_LENGTH + " bytes, not " + bytes.length);
        }
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /** @param place where it belongs: has to be the same when it is opened */
    static byte[] seal(SecretKey key, byte[] place, byte[] content) {
        byte[] sealed = new byte[NONCE_LENGTH + content.length + TAG_LENGTH / Byte.SIZE];
        byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        System.arraycopy(nonce, 0, sealed, 0, NONCE_LENGTH);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, place);
            cipher.doFinal(content, 0, content.length, sealed, NONCE_LENGTH);
            IDLE.add(cipher);
            return sealed;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES-GCM", impossible);
        }
    }

    static byte[] open(SecretKey key, byte[] place, byte[] sealed) throws Broken {
        if (sealed.length < NONCE_LENGTH + TAG_LENGTH / Byte.SIZE) {
            throw new Broken(new AEADBadTagException("too short"));
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE_LENGTH), place);
            byte[] content = cipher.doFinal(sealed, NONCE_LENGTH, sealed.length - NONCE_LENGTH);
            IDLE.add(cipher);
            return content;
        } catch (AEADBadTagException broken) {
            throw new Broken(broken);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES-GCM", impossible);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] place) throws GeneralSecurityException {
        Cipher idle = IDLE.poll();
        Cipher cipher = idle == null ? Cipher.getInstance(TRANSFORMATION) : idle;
        cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH, nonce));
        cipher.updateAAD(place);
        return cipher;
    }
}
