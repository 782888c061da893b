package org.sleepquiz.bot.screens;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
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

    /** Whether there is such a text. */
    public boolean has(String key) {
        return texts.containsKey(key);
    }

    /**
     * The text for a number of things, as Telegram's HTML.
     *
     * @param keys what the keys begin with, up to a dot: they end in {@code one} and {@code other}, or {@code none} where that is said
     *     differently
     * @param number becomes the first argument
     */
    public String counted(String keys, int number, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = number;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return html(keys + form(keys, number), all);
    }

    /** The text for a number of things with its arguments as they are; otherwise like {@link #counted}. */
    public String countedPlain(String keys, int number) {
        return plain(keys + form(keys, number), number);
    }

    private String form(String keys, int number) {
        return number == 0 && has(keys + "none") ? "none" : number == 1 ? "one" : "other";
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

    /** A number with its decimals, as the language writes it. */
    public String decimal(BigDecimal number, int decimals) {
        return String.format(language.locale(), "%." + decimals + "f", number);
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
