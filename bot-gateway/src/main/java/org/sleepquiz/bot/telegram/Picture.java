package org.sleepquiz.bot.telegram;

import java.util.List;

/**
 * A picture with what it shows in words, for whoever cannot see it.
 *
 * @param png the picture
 * @param caption in Telegram's HTML, at most {@value #LONGEST_CAPTION} characters without the markup
 * @param keyboard rows of buttons, empty for none
 */
public record Picture(byte[] png, String caption, List<List<Button>> keyboard) implements Message {

    static final int LONGEST_CAPTION = 1_024;

    public Picture {
        keyboard = keyboard.stream().map(List::copyOf).toList();
        if (!fits(caption)) {
            throw new IllegalArgumentException("a caption has at most 1024 characters");
        }
    }

    /** Whether that is short enough for a caption. */
    public static boolean fits(String caption) {
        return Screen.plainText(caption).length() <= LONGEST_CAPTION;
    }
}
