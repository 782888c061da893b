package org.sleepquiz.bot.screens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.QuizStatus;

class PastNightTest {

    private static final Instant LATER = Instant.parse("2027-06-01T12:00:00Z");

    @ParameterizedTest // #4, regression 14, regression 15
    @ValueSource(
            strings = {"Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe"
            })
    void whateverWakeTimeIsAnsweredItIsOnTheNightsDateAllTheYear(String name) {
        ZoneId zone = ZoneId.of(name);
        for (LocalDate night = LocalDate.of(2026, 1, 1); night.getYear() == 2026; night = night.plusDays(1)) {
            for (LocalTime wake :
                    List.of(LocalTime.MIDNIGHT, LocalTime.of(7, 0), LocalTime.of(14, 30), LocalTime.of(23, 59))) {
                Answers answers = Answers.none()
                        .with(Question.BEDTIME, new ClockTime(LocalTime.of(23, 0)))
                        .with(Question.WAKE_TIME, new ClockTime(wake));
                Instant asked = PastNight.askedAt(night, zone, LATER);
                assertThat(Night.of(answers, asked, zone).orElseThrow().nightDate())
                        .as("%s %s", night, wake)
                        .isEqualTo(night);
            }
        }
    }

    @Test // #4
    void theNightOfTodayIsAskedAboutAsOfNow() {
        ZoneId zone = ZoneId.of("Europe/Stockholm");
        Instant now = Instant.parse("2026-11-24T09:00:00Z");
        assertThat(PastNight.askedAt(LocalDate.of(2026, 11, 24), zone, now)).isEqualTo(now);
    }

    @Test // #4
    void onlyAQuizAboutAPastNightNamesItsNight() {
        ZoneId zone = ZoneId.of("Asia/Kolkata");
        LocalDate night = LocalDate.of(2026, 11, 20);
        assertThat(PastNight.of(quiz(PastNight.askedAt(night, zone, LATER), zone)))
                .contains(night);
        assertThat(PastNight.of(quiz(LATER, zone))).isEmpty();
    }

    private static QuizState quiz(Instant startedAt, ZoneId zone) {
        return new QuizState(
                new java.util.UUID(1, 2),
                QuizStatus.IN_PROGRESS,
                startedAt,
                Answers.none(),
                Answers.none().missing(),
                Answers.none(),
                zone,
                Language.EN,
                null);
    }
}
