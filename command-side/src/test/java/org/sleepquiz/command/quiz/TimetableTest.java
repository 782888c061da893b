package org.sleepquiz.command.quiz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.messages.ReportDay;

class TimetableTest {

    @ParameterizedTest // #4
    @CsvSource({
        // ordinary days
        "Europe/Stockholm,    07:00, 2026-11-25, 2026-11-25T06:00:00Z",
        "America/New_York,    07:00, 2026-07-01, 2026-07-01T11:00:00Z",
        "Asia/Kolkata,        07:00, 2026-11-25, 2026-11-25T01:30:00Z",
        "Pacific/Auckland,    07:00, 2026-01-01, 2025-12-31T18:00:00Z",
        "Australia/Lord_Howe, 07:00, 2026-07-01, 2026-06-30T20:30:00Z",
        // the hour, or half hour, that spring leaves out: later by as much
        "Europe/Stockholm,    02:30, 2026-03-29, 2026-03-29T01:30:00Z",
        "America/New_York,    02:30, 2026-03-08, 2026-03-08T07:30:00Z",
        "Pacific/Auckland,    02:30, 2026-09-27, 2026-09-26T14:30:00Z",
        "Australia/Lord_Howe, 02:15, 2026-10-04, 2026-10-03T15:45:00Z",
        // the one that autumn has twice: the first of them
        "Europe/Stockholm,    02:30, 2026-10-25, 2026-10-25T00:30:00Z",
        "America/New_York,    01:30, 2026-11-01, 2026-11-01T05:30:00Z",
        "Pacific/Auckland,    02:30, 2026-04-05, 2026-04-04T13:30:00Z",
        "Australia/Lord_Howe, 01:45, 2026-04-05, 2026-04-04T14:45:00Z",
    })
    void everyLocalDateHasOnePrompt(String zone, LocalTime time, LocalDate date, Instant expected) {
        assertThat(at(time, zone).promptOn(date)).contains(expected);
    }

    @Test // #4
    void aTimeInAGapUpToMidnightIsTheLastMinuteOfItsDate() {
        Timetable nuuk = at(LocalTime.of(23, 30), "America/Nuuk");
        LocalDate saturday = LocalDate.of(2026, 3, 28);
        assertThat(nuuk.promptOn(saturday)).contains(Instant.parse("2026-03-29T00:59:00Z"));
        assertThat(nuuk.promptOn(saturday).map(nuuk::dateOf)).contains(saturday);
        assertThat(nuuk.promptOn(saturday.plusDays(1))).contains(Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test // #4
    void aDateThatItsZoneHasLeftOutHasNoPromptAndTheNextOneHasOne() {
        Timetable apia = at(LocalTime.of(7, 0), "Pacific/Apia");
        assertThat(apia.promptOn(LocalDate.of(2011, 12, 30))).isEmpty();
        Instant thursday = apia.promptOn(LocalDate.of(2011, 12, 29)).orElseThrow();
        Instant saturday = apia.nextPrompt(thursday).orElseThrow();
        assertThat(apia.dateOf(saturday)).isEqualTo(LocalDate.of(2011, 12, 31));
        assertThat(apia.nextPrompt(saturday)).contains(saturday.plus(Duration.ofDays(1)));
    }

    @Test // #4
    void theNextPromptIsTodaysUntilItsTimeAndTomorrowsFromThenOn() {
        Timetable seven = at(LocalTime.of(7, 0), "Europe/Stockholm");
        assertThat(seven.nextPrompt(Instant.parse("2026-11-25T05:59:59Z")))
                .contains(Instant.parse("2026-11-25T06:00:00Z"));
        assertThat(seven.nextPrompt(Instant.parse("2026-11-25T06:00:00Z")))
                .contains(Instant.parse("2026-11-26T06:00:00Z"));
    }

    @Test // #4
    void aPauseEndsOnItsDateAndWhatIsOffHasNoNext() {
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        Timetable paused = timetable(true, ReportDay.NEVER, LocalDate.of(2026, 12, 24));
        assertThat(paused.nextPrompt(now)).contains(Instant.parse("2026-12-24T06:00:00Z"));
        assertThat(paused.nextPrompt(Instant.parse("2026-12-24T06:00:00Z")))
                .contains(Instant.parse("2026-12-25T06:00:00Z"));
        assertThat(timetable(false, ReportDay.NEVER, null).nextPrompt(now)).isEmpty();
        assertThat(timetable(true, ReportDay.NEVER, null).nextReport(now)).isEmpty();
    }

    @Test // #4
    void theReportComesTwoHoursAfterThePromptsTimeOnItsDayWhateverThePrompts() {
        Instant monday = Instant.parse("2026-11-23T12:00:00Z");
        Stream.of(
                        timetable(true, ReportDay.SUNDAY, null),
                        timetable(false, ReportDay.SUNDAY, null),
                        timetable(true, ReportDay.SUNDAY, LocalDate.of(2027, 1, 1)))
                .forEach(timetable ->
                        assertThat(timetable.nextReport(monday)).contains(Instant.parse("2026-11-29T08:00:00Z")));
        Timetable sunday = timetable(true, ReportDay.SUNDAY, null);
        assertThat(sunday.nextReport(Instant.parse("2026-11-29T08:00:00Z")))
                .contains(Instant.parse("2026-12-06T08:00:00Z"));
    }

    @Test // #4
    void theReportStaysOnItsDayHoweverLateThePromptIs() {
        ZoneId zone = ZoneId.of("Europe/Stockholm");
        LocalDate sunday = LocalDate.of(2026, 11, 29);
        for (int minute = 0; minute < 24 * 60; minute++) {
            LocalTime time = LocalTime.ofSecondOfDay(60L * minute);
            Timetable timetable = new Timetable(true, time, zone, ReportDay.SUNDAY, null);
            Optional<Instant> report = timetable.reportOn(sunday);
            assertThat(report.map(timetable::dateOf)).as("%s", time).contains(sunday);
            assertThat(timetable.reportOn(sunday.plusDays(1))).isEmpty();
        }
    }

    private static Timetable at(LocalTime time, String zone) {
        return new Timetable(true, time, ZoneId.of(zone), ReportDay.NEVER, null);
    }

    private static Timetable timetable(boolean enabled, ReportDay day, @Nullable LocalDate pausedUntil) {
        return new Timetable(enabled, LocalTime.of(7, 0), ZoneId.of("Europe/Stockholm"), day, pausedUntil);
    }
}
