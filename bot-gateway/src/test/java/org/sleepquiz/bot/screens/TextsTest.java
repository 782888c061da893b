package org.sleepquiz.bot.screens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sleepquiz.messages.Language;

class TextsTest {

    private static final Path SOURCES = Path.of("src/main/java/org/sleepquiz/bot");
    private static final Path FILES = Path.of("src/main/resources/org/sleepquiz/bot/screens");
    private static final Set<String> SILENT =
            Set.of("telegram", "taps", "inbox", "polling", "sides", "webhook", "zones");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[0-9]\\}");
    private static final Pattern TAG = Pattern.compile("</?[a-z]+>");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    @ParameterizedTest // #2, regression 22
    @EnumSource(Language.class)
    void everyTextIsThereInEveryLanguageWithTheSamePlaceholdersAndMarkup(Language language) {
        Texts english = Texts.in(Language.EN);
        Texts other = Texts.in(language);
        assertThat(other.keys()).isEqualTo(english.keys());
        for (String key : english.keys()) {
            assertThat(all(PLACEHOLDER, pattern(other, key)))
                    .as(key)
                    .isEqualTo(all(PLACEHOLDER, pattern(english, key)));
            assertThat(all(TAG, pattern(other, key))).as(key).isEqualTo(all(TAG, pattern(english, key)));
        }
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.getFileName().toString().startsWith("messages_"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Also of a language that is not switched on yet: whoever translates sees what is missing. */
    @ParameterizedTest // #4
    @MethodSource("files")
    void everyFileHasEveryKeyOnceWithTheSamePlaceholdersAndMarkup(Path file) throws IOException {
        assertThat(file.getFileName().toString()).matches("messages_[a-z]{2}\\.properties");
        List<String> keys = Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split("=", 2)[0])
                .toList();
        assertThat(keys).doesNotHaveDuplicates();
        Properties english = properties(FILES.resolve("messages_en.properties"));
        Properties other = properties(file);
        assertThat(other.keySet()).isEqualTo(english.keySet());
        for (String key : english.stringPropertyNames()) {
            for (Pattern same : List.of(PLACEHOLDER, TAG)) {
                assertThat(all(same, other.getProperty(key))).as(key).isEqualTo(all(same, english.getProperty(key)));
            }
        }
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    @Test // #4
    void whateverIsCountedHasAFormForOneAndAFormForMany() {
        Set<String> keys = Texts.in(Language.EN).keys();
        Set<String> counted = new TreeSet<>();
        keys.stream()
                .filter(key -> key.matches(".*\\.(one|other)"))
                .forEach(key -> counted.add(key.substring(0, key.lastIndexOf('.') + 1)));
        assertThat(counted).isNotEmpty().allSatisfy(key -> assertThat(keys).contains(key + "one", key + "other"));
        for (Language language : Language.values()) {
            Texts texts = Texts.in(language);
            assertThat(counted).allSatisfy(key -> {
                Object[] more = {"x", "y", "z"};
                assertThat(texts.counted(key, 1, more))
                        .as("%s%s: one is not said as many are", language, key)
                        .isNotEqualTo(texts.counted(key, 2, more).replace("2", "1"));
            });
        }
    }

    @Test // #2, regression 22
    void noTwoLanguagesShareAQuestion() {
        for (String key : Texts.in(Language.EN).keys()) {
            if (key.startsWith("question.")) {
                assertThat(Stream.of(Language.values())
                                .map(language -> Texts.in(language).plain(key)))
                        .doesNotHaveDuplicates();
            }
        }
    }

    @ParameterizedTest // #4
    @EnumSource(Language.class)
    void whatIsCountedHasAFormForOneAndOneForMore(Language language) {
        Texts texts = Texts.in(language);
        assertThat(texts.keys().stream().filter(key -> key.endsWith(".one") || key.endsWith(".other")))
                .isNotEmpty()
                .allSatisfy(key -> {
                    assertThat(texts.keys())
                            .contains(key.replaceFirst("\\.[a-z]+$", ".one"), key.replaceFirst("\\.[a-z]+$", ".other"));
                    assertThat(texts.pattern(key.replaceFirst("\\.[a-z]+$", ".other")))
                            .contains("{0}");
                });
        assertThat(texts.counted("progress.freeze.", 1))
                .contains("1")
                .isNotEqualTo(texts.counted("progress.freeze.", 2));
        assertThat(texts.counted("progress.freeze.", 0)).doesNotContain("0");
    }

    @ParameterizedTest // #2
    @EnumSource(Language.class)
    void noApostropheIsSwallowed(Language language) {
        Texts texts = Texts.in(language);
        for (String key : texts.keys()) {
            assertThat(pattern(texts, key).replace("''", "")).as(key).doesNotContain("'");
        }
    }

    @ParameterizedTest // #2, regression 10
    @EnumSource(Language.class)
    void textsForButtonsAndToastsHaveNoMarkupAndFit(Language language) {
        Texts texts = Texts.in(language);
        for (String key : texts.keys()) {
            String text = pattern(texts, key);
            if (key.startsWith("button.") || key.startsWith("toast.") || key.startsWith("command.")) {
                assertThat(text).as(key).doesNotContain("<", "&").hasSizeLessThanOrEqualTo(200);
            } else {
                assertThat(TAG.matcher(text).replaceAll("")).as(key).doesNotContain("<", ">", "&");
            }
        }
    }

    @Test // #2, regression 10
    void whatGoesIntoATextIsEscaped() {
        assertThat(Texts.in(Language.EN).html("review.line", "<b>_*[", "&")).isEqualTo("&lt;b&gt;_*[: <b>&amp;</b>");
    }

    @Test // #2
    void everyKeyInTheCodeIsATextAndNoTextIsInTheCode() {
        Set<String> keys = Texts.in(Language.EN).keys();
        Set<String> used = new TreeSet<>();
        for (Path source : sourcesThatTalk()) {
            for (String literal : literals(source)) {
                if (keys.contains(literal)) {
                    used.add(literal);
                    continue;
                }
                assertThat(isNoText(literal, keys))
                        .as("%s in %s", literal, source)
                        .isTrue();
                keys.stream()
                        .filter(key -> literal.endsWith(".") && key.startsWith(literal))
                        .forEach(used::add);
            }
        }
        assertThat(used).as("texts that nobody says").containsAll(keys);
    }

    /** A key's beginning, a piece of syntax, a code for logs and metrics: but no words with a space or a capital. */
    private static boolean isNoText(String literal, Set<String> keys) {
        return keys.stream().anyMatch(key -> literal.endsWith(".") && key.startsWith(literal))
                || literal.matches("[a-z_.:/-]*|&[a-z]+;| ?[a-z]+=")
                || !literal.matches(".*\\p{L}{2}.*");
    }

    private static List<String> literals(Path source) {
        List<String> literals = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(source)) {
                // what operators and machines read, and the words of typed times, is no text of ours
                if (line.contains("LOG.")
                        || line.contains("event=")
                        || line.contains("Exception(")
                        || line.contains(".description(\"")
                        || line.contains("getInstance(")
                        || source.getFileName().toString().startsWith("Typed")) {
                    continue;
                }
                Matcher matcher = LITERAL.matcher(line.replace("\"\"\"", "").replaceAll("^\\s*(\\*|//|/\\*\\*).*", ""));
                while (matcher.find()) {
                    literals.add(matcher.group(1));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return literals;
    }

    /** Those of every package but the ones that say nothing to people. */
    private static List<Path> sourcesThatTalk() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file ->
                            !SILENT.contains(SOURCES.relativize(file).getName(0).toString()))
                    .filter(file -> !file.getParent().equals(SOURCES))
                    .toList();
            assertThat(sources).hasSizeGreaterThan(30);
            return sources;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String pattern(Texts texts, String key) {
        String pattern = texts.pattern(key);
        assertThat(new MessageFormat(pattern)).isNotNull();
        return pattern;
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.group())
                .sorted()
                .toList();
    }
}
