package org.sleepquiz.messages;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a night was, reckoned from the two clock times that a person gave. All lengths are taken between instants, so the
 * two nights with a clock change are right. A local time that does not exist moves forward by the gap; one that exists
 * twice is the earlier for bed and the later for wake. People who sleep by day are ordinary users.
 *
 * @param nightDate the local date of waking up
 * @param bedAt the latest instant at the bedtime strictly before {@code wakeAt}
 * @param wakeAt the latest instant at the wake time that the quiz allows
 */
public record Night(LocalDate nightDate, Instant bedAt, Instant wakeAt) {

    /** How much later than the start of the quiz a person may say to have woken: clocks differ. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    /** The latest night that these answers can mean to somebody who was asked at that moment; empty without clock times. */
    public static Optional<Night> of(Answers answers, Instant askedAt, ZoneId zone) {
        if (lacksClockTimes(answers)) {
            return Optional.empty();
        }
        Instant latest = askedAt.plus(CLOCK_SKEW);
        LocalDate today = latest.atZone(zone).toLocalDate();
        Instant wakeAt = instants(today, answers.wakeTime(), zone)
                .flatMap(time -> Stream.of(time.withEarlierOffsetAtOverlap(), time.withLaterOffsetAtOverlap()))
                .map(ZonedDateTime::toInstant)
                .filter(instant -> !instant.isAfter(latest))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return Optional.of(endingAt(wakeAt, answers.bedtime(), zone));
    }

    /** The night of that date; empty without clock times. */
    public static Optional<Night> on(LocalDate nightDate, Answers answers, ZoneId zone) {
        if (lacksClockTimes(answers)) {
            return Optional.empty();
        }
        Instant wakeAt = nightDate
                .atTime(answers.wakeTime())
                .atZone(zone)
                .withLaterOffsetAtOverlap()
                .toInstant();
        Night night = endingAt(wakeAt, answers.bedtime(), zone);
        return Optional.of(new Night(nightDate, night.bedAt, night.wakeAt));
    }

    public Duration timeInBed() {
        return Duration.between(bedAt, wakeAt);
    }

    private static Night endingAt(Instant wakeAt, LocalTime bedtime, ZoneId zone) {
        LocalDate nightDate = wakeAt.atZone(zone).toLocalDate();
        Instant bedAt = instants(nightDate, bedtime, zone)
                .map(ZonedDateTime::withEarlierOffsetAtOverlap)
                .map(ZonedDateTime::toInstant)
                .filter(instant -> instant.isBefore(wakeAt))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Night(nightDate, bedAt, wakeAt);
    }

    private static boolean lacksClockTimes(Answers answers) {
        return answers.to(Question.BEDTIME).isEmpty()
                || answers.to(Question.WAKE_TIME).isEmpty();
    }

    /** The clock time on that day and on the two before: a shifted time or a skipped date cannot leave none. */
    private static Stream<ZonedDateTime> instants(LocalDate day, LocalTime time, ZoneId zone) {
        return Stream.of(0, 1, 2)
                .map(daysBack -> day.minusDays(daysBack).atTime(time).atZone(zone));
    }
}
