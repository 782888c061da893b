package org.sleepquiz.bot.telegram;

import java.util.List;

/**
 * Files for the person to keep, each in a message of its own.
 *
 * @param files in the order in which they are sent
 */
public record Documents(List<File> files) implements Message {

    public Documents {
        files = List.copyOf(files);
    }

    /**
     * @param mediaType such as {@code text/csv}
     * @param caption what it is, in Telegram's HTML
     */
    public record File(String name, String mediaType, byte[] content, String caption) {}
}
