package org.sleepquiz.legacyimport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.NightWakings;

class UnderstandingTest {

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final Instant MORNING = Instant.parse("2026-03-10T06:30:00Z"); // 07:30 in Stockholm

    @Test // #4
    void theNumbersBecomeTheChoicesThatWereMade() {
        Understood.Night night = night(entry(MORNING, "22:15:00", 15, "07:00:00", 8.0, 2, "[\"noise\", \"temp\"]", 22));
        Answers answers = night.answers();
        assertThat(answers.areComplete()).isTrue();
        assertThat(answers.bedtime()).isEqualTo(LocalTime.of(22, 15));
        assertThat(answers.wakeTime()).isEqualTo(LocalTime.of(7, 0));
        assertThat(answers.sleepLatency()).isEqualTo(DurationBin.FROM_15_TO_30);
        assertThat(answers.nightWakings()).isEqualTo(NightWakings.ONE_OR_TWO);
        assertThat(answers.phoneDuration()).contains(DurationBin.FROM_15_TO_30);
        assertThat(answers.disruptions()).isEqualTo(Set.of(Disruption.NOISE, Disruption.TEMPERATURE));
        assertThat(answers.sleepQuality()).isEqualTo(7);
        assertThat(answers.alertness()).isEqualTo(8);
        assertThat(night.nightDate()).isEqualTo(LocalDate.of(2026, 3, 10));
    }

    @ParameterizedTest // #4 the choices' own numbers, each of them
    @CsvSource({"0, UNDER_15", "15, FROM_15_TO_30", "45, FROM_30_TO_60", "90, OVER_60"})
    void aLatencyIsTheChoiceItStoodFor(int minutes, DurationBin choice) {
        assertThat(night(entry(MORNING, "22:15:00", minutes, "07:00:00", 8.0, 0, "[]", 7))
                        .answers()
                        .sleepLatency())
                .isEqualTo(choice);
    }

    @ParameterizedTest // #4 8 h 45 in bed, 15 min to fall asleep
    @CsvSource({
        "8.5,  UNDER_15,      TIME_AWAKE_DERIVED",
        "8.25, FROM_15_TO_30, TIME_AWAKE_DERIVED",
        "8.0,  FROM_30_TO_60, TIME_AWAKE_DERIVED",
        "7.5,  OVER_60,       TIME_AWAKE_DERIVED",
        "4.0,  OVER_60,       TIME_AWAKE_DERIVED",
        "8.6,  UNDER_15,      TIME_AWAKE_ASSUMED",
        "0,    UNDER_15,      TIME_AWAKE_ASSUMED",
        "-15,  UNDER_15,      TIME_AWAKE_ASSUMED",
        "NaN,  UNDER_15,      TIME_AWAKE_ASSUMED",
        ",     UNDER_15,      TIME_AWAKE_ASSUMED"
    })
    void timeAwakeIsWhatTheTotalLeavesIfItLeavesAnything(@Nullable Double total, DurationBin awake, Remark remark) {
        Understood.Night night = night(entry(MORNING, "22:15:00", 15, "07:00:00", total, 4, "[]", 7));
        assertThat(night.answers().timeAwake()).contains(awake);
        assertThat(night.remarks()).containsExactly(remark);
    }

    @Test // #4
    void whoDidNotWakeWasNotAwakeAndNothingIsAssumed() {
        Understood.Night night = night(entry(MORNING, "22:15:00", 15, "07:00:00", 3.0, 0, "[]", 7));
        assertThat(night.answers().timeAwake()).isEmpty();
        assertThat(night.remarks()).isEmpty();
    }

    @Test // #4
    void whatWasNotKeptIsTakenAsTheLeastAndSaidOpenly() {
        Understood.Night night = night(entry(MORNING, "22:15:00", 15, "07:00:00", 8.5, 0, null, null));
        assertThat(night.answers().phoneDuration()).contains(DurationBin.UNDER_15);
        assertThat(night.answers().disruptions()).isEmpty();
        assertThat(night.remarks())
                .containsExactlyInAnyOrder(Remark.PHONE_DURATION_ASSUMED, Remark.DISRUPTIONS_ASSUMED);
    }

    @Test // #4 regression 5: a repeated phone answer had landed in the disruptions
    void strayDisruptionsAreDroppedAndCounted() {
        Understood.Night night =
                night(entry(MORNING, "22:15:00", 15, "07:00:00", 8.5, 0, "[\"phone_no\", \"pain\", 3, {\"a\": 1}]", 7));
        assertThat(night.answers().disruptions()).containsExactly(Disruption.PAIN);
        assertThat(night.remarks())
                .containsExactly(Remark.STRAY_DISRUPTION, Remark.STRAY_DISRUPTION, Remark.STRAY_DISRUPTION);
    }

    @ParameterizedTest // #4 regression 14
    @CsvSource({
        "2026-03-10T06:30:00Z, 22:15, 07:00, 2026-03-10", // in the morning
        "2026-03-10T06:30:00Z, 22:15, 07:40, 2026-03-10", // clocks differ a little
        "2026-03-10T06:30:00Z, 22:15, 07:50, 2026-03-09", // no, that was yesterday
        "2026-03-09T23:10:00Z, 22:15, 07:00, 2026-03-09", // entered at ten past midnight
        "2026-03-10T17:00:00Z, 08:00, 15:30, 2026-03-10", // who sleeps by day
        "2026-03-29T06:00:00Z, 22:15, 02:30, 2026-03-29", // a time that there was not
        "2026-10-25T06:00:00Z, 22:15, 02:30, 2026-10-25" // a time that there was twice
    })
    void theNightIsTheLatestThatTheClockTimesCanMean(Instant loggedAt, String bed, String wake, LocalDate night) {
        assertThat(night(entry(loggedAt, bed, 0, wake, 8.0, 0, "[]", 7)).nightDate())
                .isEqualTo(night);
    }

    @Test // #4
    void theNightIsReckonedInThePersonsZone() {
        LegacyEntry entry = entry(Instant.parse("2026-03-10T02:00:00Z"), "22:15", 0, "07:00", 8.0, 0, "[]", 7);
        assertThat(((Understood.Night) Understanding.of(entry, ZoneId.of("Asia/Kolkata"))).nightDate())
                .isEqualTo(LocalDate.of(2026, 3, 10));
        assertThat(((Understood.Night) Understanding.of(entry, ZoneId.of("America/New_York"))).nightDate())
                .isEqualTo(LocalDate.of(2026, 3, 9));
    }

    @Test // #4
    void secondsGoAndTwentyFourIsMidnight() {
        Answers answers = night(entry(MORNING, "24:00:00", 0, "06:59:59.5", 8.0, 0, "[]", 7))
                .answers();
        assertThat(answers.bedtime()).isEqualTo(LocalTime.MIDNIGHT);
        assertThat(answers.wakeTime()).isEqualTo(LocalTime.of(6, 59));
    }

    @Test // #4
    void whatIsNoNightSaysWhy() {
        assertThat(why(entry(null, "22:15", 0, "07:00", 8.0, 0, "[]", 7))).isEqualTo(Refused.NO_TIME);
        assertThat(why(entry(MORNING, null, 0, "07:00", 8.0, 0, "[]", 7))).isEqualTo(Refused.ANSWER_MISSING);
        assertThat(why(entry(MORNING, "late", 0, "07:00", 8.0, 0, "[]", 7))).isEqualTo(Refused.UNREADABLE);
        assertThat(why(entry(MORNING, "22:15", 20, "07:00", 8.0, 0, "[]", 7))).isEqualTo(Refused.UNKNOWN_CHOICE);
        assertThat(why(entry(MORNING, "22:15", 0, "07:00", 8.0, 3, "[]", 7))).isEqualTo(Refused.UNKNOWN_CHOICE);
        assertThat(why(entry(MORNING, "22:15", 0, "07:00", 8.0, 0, "[]", 8))).isEqualTo(Refused.UNKNOWN_CHOICE);
        assertThat(why(entry(MORNING, "22:15", 0, "07:00", 8.0, 0, "\"noise\"", 7)))
                .isEqualTo(Refused.UNREADABLE);
        assertThat(why(entry(MORNING, "22:15", 0, "07:00", 8.0, 0, "[", 7))).isEqualTo(Refused.UNREADABLE);
        LegacyEntry elevenPoints =
                new LegacyEntry("row", MORNING, "22:15", 0, "07:00", 8.0, 0, 11, "[]", false, null, 8);
        assertThat(why(elevenPoints)).isEqualTo(Refused.RATING_OUT_OF_RANGE);
    }

    private static Understood.Night night(LegacyEntry entry) {
        Understood understood = Understanding.of(entry, STOCKHOLM);
        assertThat(understood).isInstanceOf(Understood.Night.class);
        return (Understood.Night) understood;
    }

    private static Refused why(LegacyEntry entry) {
        return ((Understood.NoNight) Understanding.of(entry, STOCKHOLM)).why();
    }

    private static LegacyEntry entry(
            @Nullable Instant loggedAt,
            @Nullable String bedtime,
            int latency,
            String wakeTime,
            @Nullable Double total,
            int wakings,
            @Nullable String disruptions,
            @Nullable Integer phone) {
        return new LegacyEntry(
                "row", loggedAt, bedtime, latency, wakeTime, total, wakings, 7, disruptions, true, phone, 8);
    }
}
