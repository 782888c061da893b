package org.sleepquiz.command.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.command.quiz.Keeper.NIGHT;
import static org.sleepquiz.command.quiz.Keeper.QUIZ;
import static org.sleepquiz.command.quiz.Keeper.nightWith;
import static org.sleepquiz.command.quiz.Keeper.reply;
import static org.sleepquiz.command.quiz.Keeper.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;

/** Which night the answers of a quiz make, by when and where it was started. */
class NightOfAQuizTest {

    @Test // #2 regression 14
    void aQuizJustAfterMidnightIsAboutTheNightThatEndedYesterdayMorning() {
        assertNight(
                "Europe/Stockholm",
                "2026-11-23T23:10:00Z",
                "22:15",
                "07:00",
                "2026-11-22T21:15:00Z",
                "2026-11-23T06:00:00Z",
                "2026-11-23");
    }

    @Test // #2 regression 14
    void aQuizInTheAfternoonIsAboutThatMorning() {
        assertNight(
                "Europe/Stockholm",
                "2026-11-24T15:00:00Z",
                "22:15",
                "07:00",
                "2026-11-23T21:15:00Z",
                "2026-11-24T06:00:00Z",
                "2026-11-24");
    }

    @Test // #2 regression 14
    void bedAfterMidnightIsOnTheDayOfWaking() {
        assertNight(
                "Europe/Stockholm",
                "2026-11-24T09:00:00Z",
                "00:30",
                "08:00",
                "2026-11-23T23:30:00Z",
                "2026-11-24T07:00:00Z",
                "2026-11-24");
    }

    @Test // #2 regression 15
    void aShiftWorkerSleepsByDay() {
        assertNight(
                "Europe/Stockholm",
                "2026-11-24T17:00:00Z",
                "08:30",
                "16:15",
                "2026-11-24T07:30:00Z",
                "2026-11-24T15:15:00Z",
                "2026-11-24");
    }

    @Test // #2
    void wakingUpToAQuarterOfAnHourAfterTheStartIsNowAndLaterIsYesterday() {
        assertNight(
                "Europe/Stockholm",
                "2026-11-24T06:30:00Z",
                "22:15",
                "07:45",
                "2026-11-23T21:15:00Z",
                "2026-11-24T06:45:00Z",
                "2026-11-24");
        assertNight(
                "Europe/Stockholm",
                "2026-11-24T06:30:00Z",
                "22:15",
                "07:46",
                "2026-11-22T21:15:00Z",
                "2026-11-23T06:46:00Z",
                "2026-11-23");
    }

    @Test // #2 regression 15
    void theNightInWhichClocksGoForwardIsAnHourShorter() {
        // 29 March 2026, 02:00 becomes 03:00
        assertNight(
                "Europe/Stockholm",
                "2026-03-29T06:00:00Z",
                "22:00",
                "07:00",
                "2026-03-28T21:00:00Z",
                "2026-03-29T05:00:00Z",
                "2026-03-29");
    }

    @Test // #2 regression 15
    void theNightInWhichClocksGoBackIsAnHourLonger() {
        // 25 October 2026, 03:00 becomes 02:00
        assertNight(
                "Europe/Stockholm",
                "2026-10-25T07:00:00Z",
                "22:00",
                "07:00",
                "2026-10-24T20:00:00Z",
                "2026-10-25T06:00:00Z",
                "2026-10-25");
    }

    @Test // #2
    void aClockTimeThatDoesNotExistMovesForwardByTheGap() {
        assertNight(
                "Europe/Stockholm",
                "2026-03-29T08:00:00Z",
                "02:30",
                "09:00",
                "2026-03-29T01:30:00Z",
                "2026-03-29T07:00:00Z",
                "2026-03-29");
        assertNight(
                "Europe/Stockholm",
                "2026-03-29T08:00:00Z",
                "22:00",
                "02:30",
                "2026-03-28T21:00:00Z",
                "2026-03-29T01:30:00Z",
                "2026-03-29");
        // half an hour on Lord Howe Island, 4 October 2026
        assertNight(
                "Australia/Lord_Howe",
                "2026-10-03T22:00:00Z",
                "02:15",
                "08:00",
                "2026-10-03T15:45:00Z",
                "2026-10-03T21:00:00Z",
                "2026-10-04");
    }

    @Test // #2
    void aClockTimeThatExistsTwiceIsTheEarlierForBedAndTheLaterForWake() {
        assertNight(
                "Europe/Stockholm",
                "2026-10-25T08:00:00Z",
                "02:30",
                "08:00",
                "2026-10-25T00:30:00Z",
                "2026-10-25T07:00:00Z",
                "2026-10-25");
        assertNight(
                "Europe/Stockholm",
                "2026-10-25T08:00:00Z",
                "22:00",
                "02:30",
                "2026-10-24T20:00:00Z",
                "2026-10-25T01:30:00Z",
                "2026-10-25");
        assertNight(
                "Europe/Stockholm",
                "2026-10-25T08:00:00Z",
                "02:15",
                "02:30",
                "2026-10-25T00:15:00Z",
                "2026-10-25T01:30:00Z",
                "2026-10-25");
    }

    @Test // #2
    void whoAnswersBetweenTheTwoHasWokenAtTheFirst() {
        assertNight(
                "Europe/Stockholm",
                "2026-10-25T00:40:00Z",
                "22:00",
                "02:30",
                "2026-10-24T20:00:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-25");
    }

    @Test // #2
    void theDateIsTheOneWhereThePersonWokeUp() {
        assertNight(
                "Pacific/Auckland",
                "2026-11-23T18:30:00Z",
                "22:00",
                "07:00",
                "2026-11-23T09:00:00Z",
                "2026-11-23T18:00:00Z",
                "2026-11-24");
        assertNight(
                "America/New_York",
                "2026-11-24T02:00:00Z",
                "22:00",
                "07:00",
                "2026-11-23T03:00:00Z",
                "2026-11-23T12:00:00Z",
                "2026-11-23");
    }

    @Test // #2 regression 14
    void aQuizWhoseAnswersArriveLaterIsAboutTheNightBeforeItsStart() {
        Keeper anna = new Keeper().at("2026-11-24T06:30:00Z");
        anna.start(QUIZ);
        anna.at("2026-11-25T06:20:00Z");
        SleepEntry entry =
                Objects.requireNonNull(reply(anna.answerAll(QUIZ, NIGHT)).entry());
        assertThat(entry.nightDate()).isEqualTo("2026-11-24");
    }

    @Test // #2
    void anEarlierNightEndsOnItsDateThroughClockChanges() {
        Keeper anna = new Keeper();
        SleepEntry spring = reply(anna.record(LocalDate.of(2026, 3, 29), nightWith(Question.WAKE_TIME, time("02:30"))));
        assertThat(spring.wakeAt()).isEqualTo("2026-03-29T01:30:00Z");
        SleepEntry autumn =
                reply(anna.record(LocalDate.of(2026, 10, 25), nightWith(Question.WAKE_TIME, time("02:30"))));
        assertThat(autumn.wakeAt()).isEqualTo("2026-10-25T01:30:00Z");
        assertThat(autumn.nightDate()).isEqualTo("2026-10-25");
    }

    private static void assertNight(
            String zone, String startedAt, String bed, String wake, String bedAt, String wakeAt, String date) {
        Keeper anna = new Keeper().at(startedAt);
        anna.firstContact = new FirstContact(null, ZoneId.of(zone));
        anna.start(QUIZ);
        anna.answerAll(
                QUIZ,
                nightWith(Map.of(Question.BEDTIME, time(bed), Question.WAKE_TIME, time(wake)))
                        .byQuestion());
        SleepEntry entry =
                Objects.requireNonNull(anna.diary.quiz(QUIZ).orElseThrow().entry());
        assertThat(entry.wakeAt()).as("wakeAt").isEqualTo(Instant.parse(wakeAt));
        assertThat(entry.bedAt()).as("bedAt").isEqualTo(Instant.parse(bedAt));
        assertThat(entry.nightDate()).isEqualTo(date);
    }
}
