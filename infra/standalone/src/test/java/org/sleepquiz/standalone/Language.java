package org.sleepquiz.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.sleepquiz.bot.BotGateway;

/** Tells whether a text is in the language it should be in. */
final class Language {

    /** Words that occur in nearly every English sentence of the bot, and are none in Swedish and Spanish. */
    private static final Pattern ENGLISH = Pattern.compile(
            "(?i)(?<![\\p{L}/_])(the|you|your|yours|with|have|this|that|was|were|night|nights|sleep|hours|from|and then|please|"
                    + "average|settings|cancel|today|yesterday|delete|reminder|reminders)(?![\\p{L}_])");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[A-Za-z0-9_]+[},]|\\?\\?|%[sd]");

    /** Names: of commands, of zones, of files; and languages in their own words. */
    private static final Pattern NAMES =
            Pattern.compile("/[a-z_]+|[A-Z]\\w+/\\w+(/\\w+)*|[\\w.-]+\\.(csv|json|png)|English|sleepquiz|Sleep quiz");

    private final String code;
    private final Set<String> keys;
    private final Set<String> foreign;
    private final Properties texts;

    private Language(String code, Set<String> keys, Set<String> foreign, Properties texts) {
        this.code = code;
        this.keys = keys;
        this.foreign = foreign;
        this.texts = texts;
    }

    static Language of(String code) {
        Properties english = texts("en");
        Properties texts = texts(code);
        Collection<String> own = texts.values().stream().map(Object::toString).toList();
        Set<String> foreign = new TreeSet<>();
        if (!code.equals("en")) {
            english.values().stream()
                    .flatMap(text ->
                            Pattern.compile("\\{[^{}]*\\}|<[^>]*>|\\n|''").splitAsStream(text.toString()))
                    .map(String::strip)
                    .filter(piece -> piece.length() >= 8 && piece.contains(" "))
                    .filter(piece -> own.stream().noneMatch(text -> text.contains(piece)))
                    .forEach(foreign::add);
        }
        return new Language(code, english.stringPropertyNames(), foreign, texts);
    }

    private static Properties texts(String code) {
        Properties texts = new Properties();
        String name = "screens/messages_" + code + ".properties";
        try (InputStream in = Objects.requireNonNull(BotGateway.class.getResourceAsStream(name), name)) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return texts;
    }

    /** The text of that key, which has nothing to be put into. */
    String text(String key) {
        return Objects.requireNonNull(texts.getProperty(key), key);
    }

    /** What is wrong with a text; nothing if it is in this language. */
    List<String> faultsOf(String text) {
        List<String> faults = new ArrayList<>();
        keys.stream()
                .filter(key -> key.contains("."))
                .filter(key -> Pattern.compile("(?<![\\w./@-])" + Pattern.quote(key) + "(?![\\w-])")
                        .matcher(text)
                        .find())
                .map(key -> "a raw key, " + key)
                .forEach(faults::add);
        if (PLACEHOLDER.matcher(text).find()) {
            faults.add("a placeholder that nothing was put into");
        }
        foreign.stream()
                .filter(text::contains)
                .map(piece -> "English: \"" + piece + "\"")
                .forEach(faults::add);
        if (!code.equals("en")) {
            ENGLISH.matcher(NAMES.matcher(text).replaceAll(" "))
                    .results()
                    .map(found -> "English: \"" + found.group() + "\"")
                    .forEach(faults::add);
        }
        return faults;
    }
}
