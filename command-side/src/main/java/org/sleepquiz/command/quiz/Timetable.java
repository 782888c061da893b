package org.sleepquiz.command.quiz;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;

/**
 * When a person is written to unasked, by the clock on their wall: at most once on every local date. A local time that does not exist
 * moves forward by the gap; one that exists twice is the earlier.
 *
 * @param promptEnabled whether there is a daily prompt
 * @param promptTime local time of the prompt
 * @param timeZone where the person lives
 * @param reportDay weekday of the weekly report
 * @param pausedUntil the first local date with a prompt again; null if they are not paused
 */
public record Timetable(
        boolean promptEnabled,
        LocalTime promptTime,
        ZoneId timeZone,
        ReportDay reportDay,
        @Nullable LocalDate pausedUntil) {

    /** A prompt that is later than this comes no more. */
    public static final Duration PROMPT_PATIENCE = Duration.ofHours(2);

    /** A weekly report that is later than this comes no more: it is good for the rest of the day. */
    public static final Duration REPORT_PATIENCE = Duration.ofHours(12);

    /** The report leaves time for the night to be entered first, but stays on its day. */
    private static final Duration REPORT_AFTER_PROMPT = Duration.ofHours(2);

    private static final LocalTime LATEST_REPORT = LocalTime.of(23, 59);

    /** A prompt's minute, when the gap before it reaches over midnight. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    public static Timetable of(Settings settings) {
        return new Timetable(
                settings.promptEnabled(),
                settings.promptTime(),
                settings.timeZone(),
                settings.reportDay(),
                settings.promptsPausedUntil());
    }

    /** The local date of an instant. */
    public LocalDate dateOf(Instant instant) {
        return instant.atZone(timeZone).toLocalDate();
    }

    /** The first prompt after an instant; empty if there are none. */
    public Optional<Instant> nextPrompt(Instant after) {
        if (!promptEnabled) {
            return Optional.empty();
        }
        LocalDate today = dateOf(after);
        LocalDate first = pausedUntil != null && pausedUntil.isAfter(today) ? pausedUntil : today;
        return Optional.of(firstAfter(after, first, this::promptOn));
    }

    /** The first weekly report after an instant; empty if there are none. */
    public Optional<Instant> nextReport(Instant after) {
        return reportDay == ReportDay.NEVER
                ? Optional.empty()
                : Optional.of(firstAfter(after, dateOf(after), this::reportOn));
    }

    /** The instant at the prompt's time on a local date, on or off; empty for a date that the zone has left out. */
    Optional<Instant> promptOn(LocalDate date) {
        return at(date, promptTime);
    }

    /** Empty on all other days of the week. */
    Optional<Instant> reportOn(LocalDate date) {
        boolean isDay = reportDay.day().filter(date.getDayOfWeek()::equals).isPresent();
        LocalTime time = promptTime.isBefore(LATEST_REPORT.minus(REPORT_AFTER_PROMPT))
                ? promptTime.plus(REPORT_AFTER_PROMPT)
                : LATEST_REPORT;
        return isDay ? at(date, time) : Optional.empty();
    }

    private static Instant firstAfter(Instant after, LocalDate first, Function<LocalDate, Optional<Instant>> on) {
        return Stream.iterate(first, date -> date.plusDays(1))
                .flatMap(date -> on.apply(date).stream())
                .filter(instant -> instant.isAfter(after))
                .findFirst()
                .orElseThrow();
    }

    private Optional<Instant> at(LocalDate date, LocalTime time) {
        // forward by a gap, and the earlier of two
        ZonedDateTime moment = date.atTime(time).atZone(timeZone);
        if (moment.toLocalDate().equals(date)) {
            return Optional.of(moment.toInstant());
        }
        // a gap up to midnight (Greenland's spring) would give the next date two: the date's last minute then
        ZoneOffsetTransition gap = timeZone.getRules().getTransition(date.atTime(time));
        Instant last = gap.getInstant().minus(MINUTE);
        // a date that is left out altogether (Samoa, 30 December 2011) has no last minute
        return Optional.of(last).filter(instant -> dateOf(instant).equals(date));
    }
}
