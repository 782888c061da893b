package org.sleepquiz.bot.screens;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.sleepquiz.messages.Language;

/** Every text there is, in one language. */
public final class Texts {

    private static final Map<Language, Texts> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            ALL.put(language, new Texts(language));
        }
    }

    private final Language language;
    private final Properties texts = new Properties();

    // read directly, not as a ResourceBundle: that would fall back to the language of the machine
    private Texts(Language language) {
        this.language = language;
        String file = "messages_" + language.code() + ".properties";
        try (InputStream in = Texts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static Texts in(Language language) {
        return ALL.get(language);
    }

    Set<String> keys() {
        return texts.stringPropertyNames();
    }

    /** The text with its placeholders. */
    String pattern(String key) {
        String pattern = texts.getProperty(key);
        if (pattern == null) {
            throw new IllegalStateException("no text for " + key + " in " + language);
        }
        return pattern;
    }

    /** The text with its arguments as they are: for buttons and toasts. */
    public String plain(String key, Object... arguments) {
        Object[] shown = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            shown[i] = String.valueOf(arguments[i]); // a number as it is, without separators
        }
        return new MessageFormat(pattern(key), language.locale()).format(shown);
    }

    /** The text as Telegram's HTML, with its arguments escaped. */
    public String html(String key, Object... arguments) {
        Object[] escaped = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            escaped[i] = escape(String.valueOf(arguments[i]));
        }
        return plain(key, escaped);
    }

    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** A night by its date. */
    public String night(LocalDate date) {
        return DateTimeFormatter.ofPattern(plain("format.night"), language.locale())
                .format(date);
    }

    /** A length between two instants, to the minute. */
    public String length(Instant from, Instant to) {
        return length(Math.toIntExact(Duration.between(from, to).toMinutes()));
    }

    /** A length of time. */
    public String length(int minutes) {
        if (minutes < 60) {
            return plain("format.minutes", minutes);
        }
        if (minutes % 60 == 0) {
            return plain("format.hours", minutes / 60);
        }
        return plain("format.hours-minutes", minutes / 60, "%02d".formatted(minutes % 60));
    }
}
