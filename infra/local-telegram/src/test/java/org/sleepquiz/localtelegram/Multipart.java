package org.sleepquiz.localtelegram;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bodies of {@code multipart/form-data; boundary=frontier}. */
final class Multipart {

    private Multipart() {}

    static byte[] of(byte[]... parts) {
        return join(join(parts), "--frontier--\r\n".getBytes(StandardCharsets.UTF_8));
    }

    static byte[] part(String name, String value) {
        return ("--frontier\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] file(String name, String fileName, String type, byte[] content) {
        String head = "--frontier\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: " + type + "\r\n\r\n";
        return join(head.getBytes(StandardCharsets.UTF_8), content, "\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
