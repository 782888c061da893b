package org.sleepquiz.bot.telegram;

import java.nio.charset.StandardCharsets;

/**
 * One button under a message.
 *
 * @param label what it says, plain text
 * @param data what comes back when it is tapped, 1 to {@value #LONGEST_DATA} bytes
 */
public record Button(String label, String data) {

    static final int LONGEST_DATA = 64;

    public Button {
        int bytes = data.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > LONGEST_DATA) {
            throw new IllegalArgumentException("callback data has 1 to 64 bytes, not " + bytes);
        }
        if (label.isBlank()) {
            throw new IllegalArgumentException("a button says something");
        }
    }
}
