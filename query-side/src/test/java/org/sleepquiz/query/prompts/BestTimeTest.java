package org.sleepquiz.query.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.query.Events.STOCKHOLM;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.query.prompts.BestTime.Verdict;

/** When somebody had better be asked. */
class BestTimeTest {

    private static final LocalTime SEVEN = LocalTime.of(7, 0);

    @ParameterizedTest // #4
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // delays | completions | verdict | median | suggested
                "               | 0 | NOT_ENOUGH | -   | -",
                "50 60          | 2 | NOT_ENOUGH | -   | -",
                "0 0 0          | 3 | WORKS_WELL | 0   | -",
                "29 29 300      | 3 | WORKS_WELL | 29  | -",
                "10 29 30 300   | 4 | WORKS_WELL | 29  | -",
                "1 30 30        | 3 | SUGGESTED  | 30  | 07:30",
                "10 42 300      | 3 | SUGGESTED  | 42  | 07:45",
                "37 37 37       | 3 | SUGGESTED  | 37  | 07:30",
                "38 38 38       | 3 | SUGGESTED  | 38  | 07:45",
                "900 900 900    | 3 | SUGGESTED  | 900 | 22:00",
                "1018 1018 1018 | 3 | SUGGESTED  | 1018| 23:45"
            })
    void delaysSay(
            @Nullable String delays,
            int completions,
            Verdict verdict,
            @Nullable Integer median,
            @Nullable LocalTime suggested) {
        List<Prompt> prompts = new ArrayList<>();
        Stream.of(delays == null ? new String[0] : delays.split(" "))
                .forEach(delay -> prompts.add(prompt(prompts.size(), SEVEN, Integer.valueOf(delay))));
        assertThat(BestTime.of(SEVEN, STOCKHOLM, prompts))
                .isEqualTo(new BestTime(completions, verdict, median, suggested));
    }

    @Test // #4
    void promptsThatWereNotAnsweredThatDaySayNothing() {
        List<Prompt> prompts = new ArrayList<>();
        for (int day = 0; day < 20; day++) {
            prompts.add(prompt(day, SEVEN, null));
        }
        prompts.add(prompt(20, SEVEN, 60));
        assertThat(BestTime.of(SEVEN, STOCKHOLM, prompts)).isEqualTo(new BestTime(1, Verdict.NOT_ENOUGH, null, null));
    }

    @Test // #4
    void theSameChangeIsNotSuggestedTwice() {
        List<Prompt> prompts = new ArrayList<>();
        for (int day = 0; day < 10; day++) {
            prompts.add(prompt(day, SEVEN, 60));
        }
        assertThat(BestTime.of(SEVEN, STOCKHOLM, prompts).suggestedTime()).isEqualTo("08:00");
        LocalTime eight = LocalTime.of(8, 0);
        assertThat(BestTime.of(eight, STOCKHOLM, prompts).verdict()).isEqualTo(Verdict.NOT_ENOUGH);
        for (int day = 10; day < 13; day++) {
            prompts.add(prompt(day, eight, 2));
        }
        assertThat(BestTime.of(eight, STOCKHOLM, prompts)).isEqualTo(new BestTime(3, Verdict.WORKS_WELL, 2, null));
    }

    @Test // #4
    void aClockChangeDoesNotMakeItAnotherTime() {
        // the clock is set forward in the night to the third of these days
        LocalDate first = LocalDate.of(2026, 3, 27);
        List<Prompt> prompts = new ArrayList<>();
        for (int day = 0; day < 4; day++) {
            prompts.add(prompt(first.plusDays(day), SEVEN, 5));
        }
        assertThat(BestTime.of(SEVEN, STOCKHOLM, prompts).completions()).isEqualTo(4);
    }

    private static Prompt prompt(int day, LocalTime time, @Nullable Integer delay) {
        return prompt(LocalDate.of(2026, 11, 1).plusDays(day), time, delay);
    }

    private static Prompt prompt(LocalDate date, LocalTime time, @Nullable Integer delay) {
        Instant scheduled = date.atTime(time).atZone(STOCKHOLM).toInstant();
        return new Prompt(date, scheduled, scheduled.plusSeconds(3), null, delay);
    }
}
