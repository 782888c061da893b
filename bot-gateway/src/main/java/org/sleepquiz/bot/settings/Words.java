package org.sleepquiz.bot.settings;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.zones.ZoneCatalogue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.Language;

/** What stands in settings, in words of one language; names of days, countries and languages are Unicode's. */
record Words(Language language, ZoneCatalogue zones, Instant now) {

    private static final int SHORTEST_RANGE = 3;

    Texts texts() {
        return Texts.in(language);
    }

    String time(LocalTime time) {
        return new ClockTime(time).json();
    }

    /** The time of day in that zone now. */
    String clock(ZoneId zone) {
        return time(now.atZone(zone).toLocalTime().withSecond(0).withNano(0));
    }

    /** A zone as people call it: its city and its country. */
    String zone(ZoneId zone) {
        String city = zones.city(zone, language);
        return zones.country(zone, language)
                .filter(country -> !country.equals(city))
                .map(country -> texts().plain("settings.place", city, country))
                .orElse(city);
    }

    /** In that language itself, beginning with a capital. */
    static String nameOf(Language language) {
        Locale locale = language.locale();
        String name = locale.getDisplayLanguage(locale);
        return name.substring(0, 1).toUpperCase(locale) + name.substring(1);
    }

    String day(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL_STANDALONE, language.locale());
    }

    String shortDay(DayOfWeek day) {
        return day.getDisplayName(TextStyle.SHORT_STANDALONE, language.locale());
    }

    String days(Set<DayOfWeek> days) {
        if (days.isEmpty()) {
            return texts().plain("settings.no-work-days");
        }
        List<DayOfWeek> ordered = List.copyOf(EnumSet.copyOf(days));
        DayOfWeek first = ordered.get(0);
        DayOfWeek last = ordered.get(ordered.size() - 1);
        if (ordered.size() >= SHORTEST_RANGE && last.getValue() - first.getValue() == ordered.size() - 1) {
            return texts().plain("settings.from-to", shortDay(first), shortDay(last));
        }
        return ordered.stream().map(this::shortDay).collect(Collectors.joining(", "));
    }
}
