package org.sleepquiz.bot.sides;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * What a person's nights within a window come to.
 *
 * @param from the window's first night date, inclusive
 * @param to the window's last night date, inclusive
 * @param entries how many of the nights have an entry
 * @param enough whether those are enough to speak of averages
 * @param averages over those entries; null if there are none
 * @param previous the window of the same length just before; null if it is not known
 */
public record Summary(
        LocalDate from,
        LocalDate to,
        int entries,
        boolean enough,
        @Nullable Averages averages,
        @Nullable Window previous) {

    /** The least number of entries that averages are worth comparing of. */
    private static final int ENOUGH = 4;

    /** Averages to compare with, if the window before has enough nights for them. */
    public @Nullable Averages before() {
        return previous != null && previous.entries() >= ENOUGH ? previous.averages() : null;
    }

    public record Window(
            LocalDate from,
            LocalDate to,
            int entries,
            @Nullable Averages averages) {}

    /**
     * Arithmetic means, but for clock times, which are circular means.
     *
     * @param sleepEfficiency per cent
     * @param sleepQuality 1 to 10
     * @param alertness 1 to 10
     * @param bedtime local time; null if the nights' times cancel out
     * @param wakeTime local time; null if the nights' times cancel out
     */
    public record Averages(
            int timeInBedMinutes,
            int totalSleepMinutes,
            int totalSleepMinutesLow,
            int totalSleepMinutesHigh,
            BigDecimal sleepEfficiency,
            int sleepLatencyMinutes,
            BigDecimal sleepQuality,
            BigDecimal alertness,
            @JsonFormat(pattern = "HH:mm") @Nullable LocalTime bedtime,
            @JsonFormat(pattern = "HH:mm") @Nullable LocalTime wakeTime) {}
}
