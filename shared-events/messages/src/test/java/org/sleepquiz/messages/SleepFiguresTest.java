package org.sleepquiz.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;

class SleepFiguresTest {

    private static final Instant BED = Instant.parse("2026-11-23T21:15:00Z");

    @Test // #2
    void totalSleepIsAPointWithinTheIntervalOfTheBins() {
        SleepFigures figures = SleepFigures.of(
                answers(DurationBin.FROM_15_TO_30, DurationBin.FROM_30_TO_60), BED, BED.plusSeconds(480 * 60));
        assertThat(figures.timeInBedMinutes()).isEqualTo(480);
        assertThat(figures.totalSleepMinutes()).isEqualTo(480 - 22 - 45);
        assertThat(figures.totalSleepMinutesHigh()).isEqualTo(480 - 15 - 30);
        assertThat(figures.totalSleepMinutesLow()).isEqualTo(480 - 30 - 60);
        assertThat(figures.sleepEfficiency()).isEqualByComparingTo("86.04");
    }

    @Test // #2
    void aShortPlausibleNightNeverHasLessThanNoSleep() {
        SleepFigures figures = SleepFigures.of(answers(DurationBin.OVER_60, null), BED, BED.plusSeconds(75 * 60));
        assertThat(figures.totalSleepMinutes()).isZero();
        assertThat(figures.totalSleepMinutesLow()).isZero();
        assertThat(figures.totalSleepMinutesHigh()).isEqualTo(15);
    }

    private static Answers answers(DurationBin latency, DurationBin awake) {
        Answers answers = Answers.none()
                .with(Question.BEDTIME, new ClockTime(LocalTime.of(22, 15)))
                .with(Question.SLEEP_LATENCY, new Duration(latency))
                .with(Question.WAKE_TIME, new ClockTime(LocalTime.of(6, 15)))
                .with(Question.NIGHT_WAKINGS, new Wakings(awake == null ? NightWakings.NONE : NightWakings.ONE_OR_TWO))
                .with(Question.SLEEP_QUALITY, new Rating(7))
                .with(Question.PHONE_USAGE, new YesNo(false))
                .with(Question.DISRUPTIONS, new Disruptions(Set.of()))
                .with(Question.ALERTNESS, new Rating(8));
        return awake == null ? answers : answers.with(Question.TIME_AWAKE, new Duration(awake));
    }
}
