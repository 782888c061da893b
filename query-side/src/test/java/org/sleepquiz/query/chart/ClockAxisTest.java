package org.sleepquiz.query.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.query.chart.ClockAxis.Piece;

/** Where on the clock a picture begins and ends. */
class ClockAxisTest {

    private static final LocalDate DATE = LocalDate.of(2026, 11, 24);

    @ParameterizedTest // #4
    @CsvSource({
        // over midnight
        "22:30-06:45 23:15-07:00, 22:00, 07:00",
        // after midnight
        "00:15-07:45, 00:00, 08:00",
        // by day
        "08:30-16:00 09:00-15:30, 08:00, 16:00",
        // over noon
        "11:00-18:30, 11:00, 19:00",
        // one of them by day: awake from the afternoon to the late evening
        "22:30-06:30 08:00-15:10, 22:00, 16:00",
        "00:00-00:01, 00:00, 01:00"
    })
    void theAxisFitsTheNights(String nights, LocalTime first, LocalTime last) {
        List<Bar> bars = bars(nights);
        ClockAxis axis = ClockAxis.of(bars);
        assertThat(axis.time(0)).isEqualTo(first);
        assertThat(axis.time(axis.length())).isEqualTo(last);
        assertThat(bars).allSatisfy(bar -> assertThat(axis.pieces(bar)).hasSize(1));
    }

    @Test // #4
    void aNightLiesWhereItsClockTimesAre() {
        List<Bar> bars = bars("22:30-06:45 23:15-07:00");
        assertThat(ClockAxis.of(bars).pieces(bars.get(0))).containsExactly(new Piece(30, 525));
    }

    @Test // #4
    void whereSomebodyIsAlwaysAsleepTheFewestAreCut() {
        List<Bar> bars = bars("22:00-08:00 22:00-08:00 22:00-08:00 06:00-16:00 14:00-00:00");
        ClockAxis axis = ClockAxis.of(bars);
        assertThat(axis.length()).isEqualTo(24 * 60);
        assertThat(bars).filteredOn(bar -> axis.pieces(bar).size() > 1).hasSizeLessThanOrEqualTo(1);
    }

    @Test // #4
    void linesAreAtFullHoursAndNotTooMany() {
        ClockAxis axis = ClockAxis.of(bars("21:10-08:20"));
        assertThat(axis.lines().stream().map(axis::time).map(LocalTime::toString))
                .containsExactly("22:00", "00:00", "02:00", "04:00", "06:00", "08:00");
        assertThat(ClockAxis.of(bars("23:00-05:00")).lines()).hasSize(7);
    }

    @Provide
    Arbitrary<List<Bar>> anyBars() {
        Arbitrary<LocalTime> times =
                Arbitraries.integers().between(0, 95).map(step -> LocalTime.MIN.plusMinutes(15L * step));
        return Combinators.combine(times, times)
                .filter((bed, wake) -> !bed.equals(wake))
                .as((bed, wake) -> new Bar(DATE, bed, wake, 5))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property // #4
    void everyNightIsOnTheAxisInItsWholeLength(@ForAll("anyBars") List<Bar> bars) {
        ClockAxis axis = ClockAxis.of(bars);
        assertThat(axis.length()).isBetween(60, 24 * 60);
        assertThat(axis.lines()).hasSizeBetween(1, 9);
        for (Bar bar : bars) {
            List<Piece> pieces = axis.pieces(bar);
            assertThat(pieces).allSatisfy(piece -> {
                assertThat(piece.from()).isNotNegative();
                assertThat(piece.to()).isLessThanOrEqualTo(axis.length());
            });
            assertThat(pieces.stream().mapToInt(Piece::minutes).sum()).isEqualTo(bar.minutes());
        }
    }

    private static List<Bar> bars(String nights) {
        List<Bar> bars = new ArrayList<>();
        Stream.of(nights.split(" "))
                .map(night -> night.split("-"))
                .forEach(times -> bars.add(new Bar(DATE, LocalTime.parse(times[0]), LocalTime.parse(times[1]), 5)));
        return bars;
    }
}
