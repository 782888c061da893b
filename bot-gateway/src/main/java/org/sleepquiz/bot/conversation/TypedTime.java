package org.sleepquiz.bot.conversation;

import java.text.Normalizer;
import java.time.LocalTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time of day as people type it: {@code 23:40}, {@code 2340}, {@code 7}, {@code 7.30}, {@code 23h40}, {@code 11:40 pm},
 * {@code kl. 7.30}, {@code 11:40 em}, {@code a las 11 de la noche}. Without a half of the day a number is meant by the
 * 24-hour clock. What could be two times is not guessed at.
 */
public sealed interface TypedTime {

    /** One time and no other. */
    record Understood(LocalTime time) implements TypedTime {}

    /** Seems to be meant as a time, but which? */
    record Unclear() implements TypedTime {}

    /** Something else. */
    record NotATime() implements TypedTime {}

    static TypedTime of(String text) {
        String typed = Reading.normalised(text);
        LocalTime time = Reading.time(typed);
        if (time != null) {
            return new Understood(time);
        }
        return Reading.SHORT_WITH_DIGIT.matcher(typed).matches() ? new Unclear() : new NotATime();
    }

    /** How a time is read. */
    final class Reading {

        private static final Pattern SHORT_WITH_DIGIT = Pattern.compile("(?=.*[0-9]).{1,40}");
        private static final Pattern LEADING = Pattern.compile(
                "^(?:at|around|about|kl\\.?|klockan|runt|ca\\.?|cerca de|sobre|a|a la|a las|la|las) +(?=[0-9])");
        private static final Pattern CLOCK =
                Pattern.compile("([0-9]{1,2})(?: ?[:.,h] ?([0-9]{2})| ([0-9]{2}))? ?(?:h|hrs?|hs)?\\.?");
        private static final Pattern COMPACT = Pattern.compile("([0-9]{1,2})([0-9]{2})");

        private static final Pattern BEFORE_NOON = Pattern.compile(
                "(.*[0-9h]) ?(?:am|a\\.? ?m\\.?|fm|f\\.? ?m\\.?|in the morning|på morgonen|på förmiddagen|de la mañana|de la madrugada)");
        private static final Pattern AFTER_NOON = Pattern.compile(
                "(.*[0-9h]) ?(?:pm|p\\.? ?m\\.?|em|e\\.? ?m\\.?|in the afternoon|in the evening|på eftermiddagen|på kvällen|de la tarde)");
        /** Eleven at night is before midnight, one at night is after it. */
        private static final Pattern AT_NIGHT = Pattern.compile("(.*[0-9h]) ?(?:at night|på natten|de la noche)");

        private static final int FIRST_EVENING_HOUR = 6;

        private Reading() {}

        private static String normalised(String text) {
            return Normalizer.normalize(text, Normalizer.Form.NFKC) // full-width digits, hard spaces
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("\\s+", " ")
                    .strip()
                    .replaceAll("[!?]+$", "")
                    .strip();
        }

        private static @Nullable LocalTime time(String typed) {
            switch (typed) {
                case "midnight", "midnatt", "medianoche", "a medianoche" -> {
                    return LocalTime.MIDNIGHT;
                }
                case "noon", "midday", "mitt på dagen", "mediodía", "a mediodía" -> {
                    return LocalTime.NOON;
                }
                default -> {}
            }
            String number = LEADING.matcher(typed).replaceFirst("");
            Matcher before = BEFORE_NOON.matcher(number);
            if (before.matches()) {
                return onTwelveHourClock(before.group(1), false);
            }
            Matcher after = AFTER_NOON.matcher(number);
            if (after.matches()) {
                return onTwelveHourClock(after.group(1), true);
            }
            Matcher night = AT_NIGHT.matcher(number);
            if (night.matches()) {
                return atNight(night.group(1));
            }
            return clock(number);
        }

        private static @Nullable LocalTime onTwelveHourClock(String number, boolean afternoon) {
            LocalTime time = clock(number);
            if (time == null) {
                return null;
            }
            int hour = time.getHour();
            if (hour > 12) {
                return afternoon ? time : null; // 23:40 pm says one thing twice, 23:40 am contradicts itself
            }
            if (hour == 0) {
                return afternoon ? null : time;
            }
            return time.withHour(hour % 12 + (afternoon ? 12 : 0));
        }

        private static @Nullable LocalTime atNight(String number) {
            LocalTime time = clock(number);
            if (time == null || time.getHour() > 12) {
                return time;
            }
            int hour = time.getHour() % 12;
            return time.withHour(hour < FIRST_EVENING_HOUR ? hour : hour + 12);
        }

        private static @Nullable LocalTime clock(String number) {
            Matcher compact = COMPACT.matcher(number);
            if (number.length() >= 3 && compact.matches()) {
                return time(compact.group(1), compact.group(2));
            }
            Matcher clock = CLOCK.matcher(number);
            if (!clock.matches()) {
                return null;
            }
            String minutes = clock.group(2) != null ? clock.group(2) : clock.group(3);
            return time(clock.group(1), minutes == null ? "0" : minutes);
        }

        private static @Nullable LocalTime time(String hours, String minutes) {
            int hour = Integer.parseInt(hours);
            int minute = Integer.parseInt(minutes);
            if (hour == 24 && minute == 0) {
                return LocalTime.MIDNIGHT;
            }
            return hour > 23 || minute > 59 ? null : LocalTime.of(hour, minute);
        }
    }
}
