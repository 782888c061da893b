package org.sleepquiz.bot.screens;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.QuizState;

/**
 * A quiz about a night that is not the last one. It is as if it had been started at the end of that night's date, so that whatever
 * wake time is answered lies on that date; by this second of the day it is known again.
 */
public final class PastNight {

    /** {@link Night#CLOCK_SKEW} before the date's last second. */
    private static final LocalTime ASKED_AT = LocalTime.of(23, 44, 59);

    private PastNight() {}

    /**
     * The instant to start a quiz about a night at.
     *
     * @param night the night date
     * @param now which it is at the latest
     */
    public static Instant askedAt(LocalDate night, ZoneId zone, Instant now) {
        Instant end = night.atTime(ASKED_AT).atZone(zone).toInstant();
        return end.isBefore(now) ? end : now;
    }

    /** The night date that the quiz is about; empty if it is about the last night. */
    static Optional<LocalDate> of(QuizState quiz) {
        ZonedDateTime asked = quiz.startedAt().atZone(quiz.timeZone());
        return asked.toLocalTime().equals(ASKED_AT) ? Optional.of(asked.toLocalDate()) : Optional.empty();
    }
}
