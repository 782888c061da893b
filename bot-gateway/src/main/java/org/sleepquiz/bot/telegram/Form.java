package org.sleepquiz.bot.telegram;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** A form with one file, as {@code multipart/form-data} (RFC 7578). */
record Form(String contentType, byte[] body) {

    /**
     * A file in a form.
     *
     * @param field the field's name
     * @param fileName letters, digits, dots and dashes only
     */
    record Upload(String field, String fileName, String mediaType, byte[] content) {
        Upload {
            if (!fileName.matches("[A-Za-z0-9._-]+")) {
                throw new IllegalArgumentException("a file name that would have to be quoted");
            }
        }
    }

    static Form of(Map<String, String> fields, Upload file) {
        String boundary = "form-" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        fields.forEach((name, value) -> write(
                body,
                "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(boundary, name, value)));
        write(
                body,
                "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
                        .formatted(boundary, file.field(), file.fileName(), file.mediaType()));
        body.writeBytes(file.content());
        write(body, "\r\n--" + boundary + "--\r\n");
        return new Form("multipart/form-data; boundary=" + boundary, body.toByteArray());
    }

    private static void write(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
