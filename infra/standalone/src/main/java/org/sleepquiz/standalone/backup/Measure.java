package org.sleepquiz.standalone.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.sleepquiz.standalone.backup.Manifest.Part;

/** Counts and hashes what goes through: a line for each row. */
final class Measure {

    private final MessageDigest digest = sha256();
    private final String table;
    private final Progress progress;
    private long rows;
    private long bytes;

    Measure(String table, Progress progress) {
        this.table = table;
        this.progress = progress;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    void add(byte[] text, int offset, int length) {
        digest.update(text, offset, length);
        bytes += length;
        for (int i = offset; i < offset + length; i++) {
            if (text[i] == '\n') {
                rows++;
            }
        }
        progress.at(table, rows, bytes);
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    /** To be asked once. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * @throws BackupFailure if it is not what the manifest says
     */
    void requireIs(Part part) {
        if (rows != part.rows() || bytes != part.bytes() || !hash().equals(part.sha256())) {
            throw new BackupFailure("The back-up is damaged: " + part.table() + " is not what was written there");
        }
    }

    /** The same text, measured while it is read. */
    InputStream of(InputStream text) {
        return new FilterInputStream(text) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                if (read > 0) {
                    add(buffer, offset, read);
                }
                return read;
            }
        };
    }
}
