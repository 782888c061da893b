package org.sleepquiz.query.figures;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.query.entries.RecordedNight;

/**
 * What a person's nights within a window come to.
 *
 * @param nights the length of the window in nights
 * @param from the window's first night date, inclusive
 * @param to the window's last night date, inclusive
 * @param entries how many of the nights have an entry
 * @param enough whether those are at least {@value #ENOUGH}, so that averages say something
 * @param averages over those entries; null if there are none
 * @param previous the window of the same length just before
 */
record Summary(
        String telegramId,
        int nights,
        LocalDate from,
        LocalDate to,
        int entries,
        boolean enough,
        @Nullable Averages averages,
        Window previous) {

    private static final int ENOUGH = 4;

    static Summary of(String telegramId, int nights, Window window, Window previous) {
        return new Summary(
                telegramId,
                nights,
                window.from,
                window.to,
                window.entries,
                window.entries >= ENOUGH,
                window.averages,
                previous);
    }

    /**
     * Nights in a row and what they come to.
     *
     * @param from the first night date, inclusive
     * @param to the last night date, inclusive
     * @param entries how many of the nights have an entry
     * @param averages over those entries; null if there are none
     */
    record Window(
            LocalDate from,
            LocalDate to,
            int entries,
            @Nullable Averages averages) {

        /** @param nights any, of which those within the window count */
        static Window of(LocalDate from, LocalDate to, List<RecordedNight> nights) {
            List<RecordedNight> within = nights.stream()
                    .filter(night -> !night.nightDate().isBefore(from)
                            && !night.nightDate().isAfter(to))
                    .toList();
            return new Window(from, to, within.size(), within.isEmpty() ? null : Averages.of(within));
        }
    }

    /**
     * Arithmetic means, but for clock times, which are circular means. Minutes are whole, other figures have one decimal.
     *
     * @param sleepEfficiency per cent; the mean of the nights' efficiencies
     * @param sleepQuality 1 to 10
     * @param alertness 1 to 10
     * @param bedtime local time; null if the nights' times cancel out
     * @param wakeTime local time; null if the nights' times cancel out
     */
    record Averages(
            int timeInBedMinutes,
            int totalSleepMinutes,
            int totalSleepMinutesLow,
            int totalSleepMinutesHigh,
            BigDecimal sleepEfficiency,
            int sleepLatencyMinutes,
            BigDecimal sleepQuality,
            BigDecimal alertness,
            @JsonFormat(pattern = "HH:mm") @Nullable LocalTime bedtime,
            @JsonFormat(pattern = "HH:mm") @Nullable LocalTime wakeTime) {

        /** @param nights at least one */
        static Averages of(List<RecordedNight> nights) {
            return new Averages(
                    minutes(nights, night -> night.figures().timeInBedMinutes()),
                    minutes(nights, night -> night.figures().totalSleepMinutes()),
                    minutes(nights, night -> night.figures().totalSleepMinutesLow()),
                    minutes(nights, night -> night.figures().totalSleepMinutesHigh()),
                    mean(nights, night -> night.figures().sleepEfficiency(), 1),
                    minutes(nights, night -> night.figures().sleepLatencyMinutes()),
                    mean(nights, night -> BigDecimal.valueOf(night.answers().sleepQuality()), 1),
                    mean(nights, night -> BigDecimal.valueOf(night.answers().alertness()), 1),
                    clockTime(nights, night -> night.answers().bedtime()),
                    clockTime(nights, night -> night.answers().wakeTime()));
        }

        private static int minutes(List<RecordedNight> nights, ToIntFunction<RecordedNight> figure) {
            return mean(nights, night -> BigDecimal.valueOf(figure.applyAsInt(night)), 0)
                    .intValueExact();
        }

        private static BigDecimal mean(
                List<RecordedNight> nights, Function<RecordedNight, BigDecimal> figure, int decimals) {
            return nights.stream()
                    .map(figure)
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .divide(BigDecimal.valueOf(nights.size()), decimals, RoundingMode.HALF_UP);
        }

        private static @Nullable LocalTime clockTime(
                List<RecordedNight> nights, Function<RecordedNight, LocalTime> time) {
            return ClockTimes.mean(nights.stream().map(time).toList()).orElse(null);
        }
    }
}
