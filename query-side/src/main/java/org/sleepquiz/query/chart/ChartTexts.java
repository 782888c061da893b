package org.sleepquiz.query.chart;

import java.text.MessageFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import org.sleepquiz.messages.Language;

/** The words of a chart, from the properties file of a language. */
final class ChartTexts {

    private static final String BUNDLE = "org.sleepquiz.query.chart.texts";

    private final Locale locale;
    private final ResourceBundle texts;

    ChartTexts(Language language) {
        this.locale = language.locale();
        // never those of the machine's language instead
        this.texts = ResourceBundle.getBundle(BUNDLE, locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    String title() {
        return texts.getString("title");
    }

    String entries(int entries, int nights) {
        return new MessageFormat(texts.getString("entries"), locale).format(new Object[] {entries, nights});
    }

    String quality() {
        return texts.getString("quality");
    }

    String band(QualityBand band) {
        return texts.getString(band.name().toLowerCase(Locale.ROOT));
    }

    String missing() {
        return texts.getString("missing");
    }

    String dates(LocalDate from, LocalDate to) {
        DateTimeFormatter format =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale);
        return format.format(from) + " – " + format.format(to);
    }

    /** As in "Nov 16". */
    String day(LocalDate date) {
        return DateTimeFormatter.ofPattern(texts.getString("day"), locale).format(date);
    }

    /** As in "Mon". */
    String weekday(LocalDate date) {
        return date.getDayOfWeek().getDisplayName(TextStyle.SHORT_STANDALONE, locale);
    }
}
