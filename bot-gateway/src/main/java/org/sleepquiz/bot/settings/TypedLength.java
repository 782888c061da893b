package org.sleepquiz.bot.settings;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of sleep as people type it: {@code 8}, {@code 7.5}, {@code 7,5 h}, {@code 7:45}, {@code 7 h 45}, {@code 465 min}. */
final class TypedLength {

    private static final Pattern HOURS =
            Pattern.compile("([0-9]{1,2})(?:[.,]([0-9]{1,2}))? *(?:h|hours?|tim|timmar|horas?)?\\.?");
    private static final Pattern HOURS_AND_MINUTES = Pattern.compile(
            "([0-9]{1,2}) *(?::|h|hours?|tim|timmar|horas?) *(?:and|och|y)? *([0-9]{1,2}) *(?:m|min|minutes|minuter|minutos)?\\.?");
    private static final Pattern MINUTES = Pattern.compile("([0-9]{2,3}) *(?:m|min|minutes|minuter|minutos)\\.?");

    private TypedLength() {}

    /** In minutes; empty if it is none. */
    static OptionalInt minutes(String text) {
        String typed = text.strip().toLowerCase(Locale.ROOT);
        Matcher minutes = MINUTES.matcher(typed);
        if (minutes.matches()) {
            return OptionalInt.of(Integer.parseInt(minutes.group(1)));
        }
        Matcher both = HOURS_AND_MINUTES.matcher(typed);
        if (both.matches()) {
            int rest = Integer.parseInt(both.group(2));
            return rest < 60 ? OptionalInt.of(Integer.parseInt(both.group(1)) * 60 + rest) : OptionalInt.empty();
        }
        Matcher hours = HOURS.matcher(typed);
        if (!hours.matches()) {
            return OptionalInt.empty();
        }
        double fraction = hours.group(2) == null ? 0 : Double.parseDouble("0." + hours.group(2));
        return OptionalInt.of(Integer.parseInt(hours.group(1)) * 60 + (int) Math.round(fraction * 60));
    }
}
