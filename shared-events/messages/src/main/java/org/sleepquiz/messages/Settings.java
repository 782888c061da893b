package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * What a person has chosen about the product.
 *
 * @param promptEnabled whether the daily prompt is sent
 * @param promptTime the local time at which it is
 * @param timeZone the zone in which the person lives now
 * @param language of every text the person sees
 * @param sleepNeedMinutes the sleep that the person needs a night, in minutes, {@value #LEAST_NEED} to {@value #MOST_NEED}
 */
public record Settings(
        boolean promptEnabled,
        @JsonFormat(pattern = "HH:mm") LocalTime promptTime,
        ZoneId timeZone,
        Language language,
        int sleepNeedMinutes) {

    public static final int LEAST_NEED = 180;
    public static final int MOST_NEED = 900;

    public Settings {
        if (sleepNeedMinutes < LEAST_NEED || sleepNeedMinutes > MOST_NEED) {
            throw new IllegalArgumentException("sleepNeedMinutes goes from 180 to 900");
        }
    }

    /** A new user's: prompt on, at 07:00, eight hours of sleep needed. */
    public static Settings ofNewUser(ZoneId timeZone, Language language) {
        return new Settings(true, LocalTime.of(7, 0), timeZone, language, 480);
    }
}
