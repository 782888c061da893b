package org.sleepquiz.bot.telegram;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A message with the buttons under it.
 *
 * @param html the text in Telegram's HTML; whatever is not markup is escaped
 * @param keyboard rows of buttons, empty for none
 */
public record Screen(String html, List<List<Button>> keyboard) implements Message {

    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    public Screen {
        keyboard = keyboard.stream().map(List::copyOf).toList();
    }

    /** The text without markup, for when Telegram cannot read the markup. */
    public String plainText() {
        return plainText(html);
    }

    static String plainText(String html) {
        return TAG.matcher(html)
                .replaceAll("")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }
}
