package org.sleepquiz.query.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.messages.Language;

/** The words of a picture. */
class ChartTextsTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @ParameterizedTest // #4
    @EnumSource(Language.class)
    void allLanguagesHaveTheSameTextsWithTheSamePlaces(Language language) throws IOException {
        Properties texts = texts(language);
        Properties english = texts(Language.EN);
        assertThat(texts.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        assertThat(texts.stringPropertyNames())
                .allSatisfy(key ->
                        assertThat(places(texts.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key))));
    }

    @ParameterizedTest // #4
    @CsvSource({"EN, Mon, 'Nov 23', '5 of 7 nights'", "SV, mån, 23 nov, 5 av 7 nätter", "ES, lun, 23 nov, 5 de 7 noches"
    })
    void datesAndNumbersAreWrittenAsTheLanguageHasThem(Language language, String weekday, String day, String entries) {
        // wherever the server stands
        Locale.setDefault(Locale.JAPAN);
        ChartTexts texts = new ChartTexts(language);
        assertThat(texts.weekday(MONDAY)).startsWith(weekday);
        assertThat(texts.day(MONDAY)).startsWith(day);
        assertThat(texts.entries(5, 7)).isEqualTo(entries);
        assertThat(texts.dates(MONDAY, MONDAY.plusDays(6)))
                .contains("23")
                .contains("29")
                .contains("2026");
    }

    @Test // #4
    void aQualityHasTheBandOfItsFace() {
        assertThat(IntStream.rangeClosed(1, 10).mapToObj(QualityBand::of))
                .containsExactly(
                        QualityBand.POOR,
                        QualityBand.POOR,
                        QualityBand.POOR,
                        QualityBand.POOR,
                        QualityBand.OKAY,
                        QualityBand.OKAY,
                        QualityBand.OKAY,
                        QualityBand.GOOD,
                        QualityBand.GOOD,
                        QualityBand.GOOD);
    }

    private static String places(String text) {
        return Arrays.stream(text.split("(?=\\{)|(?<=})"))
                .filter(part -> part.startsWith("{"))
                .sorted()
                .collect(Collectors.joining());
    }

    private static Properties texts(Language language) throws IOException {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(
                        ChartTexts.class.getResourceAsStream("texts_" + language.code() + ".properties")),
                StandardCharsets.UTF_8)) {
            Properties texts = new Properties();
            texts.load(reader);
            return texts;
        }
    }
}
