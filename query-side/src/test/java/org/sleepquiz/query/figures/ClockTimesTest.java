package org.sleepquiz.query.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ClockTimesTest {

    @Example // #2
    void halfPastElevenAndHalfPastMidnightAverageToMidnight() {
        assertThat(ClockTimes.mean(List.of(LocalTime.of(23, 30), LocalTime.of(0, 30))))
                .contains(LocalTime.MIDNIGHT);
        assertThat(ClockTimes.mean(List.of(LocalTime.of(22, 0), LocalTime.of(1, 0), LocalTime.of(23, 30))))
                .hasValueSatisfying(mean -> assertThat(mean).isBetween(LocalTime.of(23, 29), LocalTime.of(23, 31)));
    }

    @Example // #2
    void timesThatCancelOutHaveNoAverage() {
        assertThat(ClockTimes.mean(List.of())).isEmpty();
        assertThat(ClockTimes.mean(List.of(LocalTime.of(6, 0), LocalTime.of(18, 0))))
                .isEmpty();
        assertThat(ClockTimes.mean(IntStream.range(0, 24)
                        .mapToObj(hour -> LocalTime.of(hour, 0))
                        .toList()))
                .isEmpty();
    }

    @Property // #2
    void theSameTimeOverAndOverAveragesToItself(
            @ForAll("clockTimes") LocalTime time, @ForAll @IntRange(min = 1, max = 90) int nights) {
        assertThat(ClockTimes.mean(Collections.nCopies(nights, time))).contains(time);
    }

    @Property // #2
    void turningTheClockTurnsTheAverageWithIt(
            @ForAll("evening") List<LocalTime> times, @ForAll @IntRange(min = 0, max = 1439) int minutes) {
        LocalTime mean = ClockTimes.mean(times).orElseThrow();
        List<LocalTime> turned =
                times.stream().map(time -> time.plusMinutes(minutes)).toList();
        assertThat(distance(ClockTimes.mean(turned).orElseThrow(), mean.plusMinutes(minutes)))
                .isLessThanOrEqualTo(1);
    }

    @Property // #2
    void theOrderOfTheNightsDoesNotMatter(@ForAll("evening") List<LocalTime> times, @ForAll Random random) {
        List<LocalTime> shuffled = new ArrayList<>(times);
        Collections.shuffle(shuffled, random);
        assertThat(distance(
                        ClockTimes.mean(times).orElseThrow(),
                        ClockTimes.mean(shuffled).orElseThrow()))
                .isLessThanOrEqualTo(1);
    }

    @Property // #2
    void theAverageOfTwoTimesLiesHalfWayAlongTheShorterArc(
            @ForAll("clockTimes") LocalTime time, @ForAll @IntRange(min = 0, max = 358) int halfArc) {
        LocalTime mean = ClockTimes.mean(List.of(time.minusMinutes(halfArc), time.plusMinutes(halfArc)))
                .orElseThrow();
        assertThat(distance(mean, time)).isLessThanOrEqualTo(1);
    }

    @Provide
    Arbitrary<LocalTime> clockTimes() {
        return Arbitraries.integers().between(0, 1439).map(minutes -> LocalTime.MIDNIGHT.plusMinutes(minutes));
    }

    /** Within less than half the circle, so that there always is an average. */
    @Provide
    Arbitrary<List<LocalTime>> evening() {
        return Arbitraries.integers()
                .between(0, 700)
                .map(minutes -> LocalTime.of(18, 0).plusMinutes(minutes))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    private static long distance(LocalTime left, LocalTime right) {
        long minutes = Math.abs(Duration.between(left, right).toMinutes());
        return Math.min(minutes, 1440 - minutes);
    }
}
