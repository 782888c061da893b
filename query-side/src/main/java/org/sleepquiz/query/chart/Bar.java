package org.sleepquiz.query.chart;

import java.time.LocalDate;
import java.time.LocalTime;

/**
 * A night as it is drawn.
 *
 * @param bed the local time of getting into bed
 * @param wake the local time of waking up, less than a day later
 * @param quality 1 to 10
 */
record Bar(LocalDate nightDate, LocalTime bed, LocalTime wake, int quality) {

    /** Minute of the day. */
    int start() {
        return bed.toSecondOfDay() / 60;
    }

    /** By the clock, minutes. */
    int minutes() {
        return Math.floorMod(wake.toSecondOfDay() / 60 - start(), ClockAxis.DAY);
    }
}
