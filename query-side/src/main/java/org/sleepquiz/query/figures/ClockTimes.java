package org.sleepquiz.query.figures;

import java.time.LocalTime;
import java.util.Collection;
import java.util.Optional;

/**
 * Averages of clock times: the direction of the mean vector on the 24-hour circle (N. I. Fisher, Statistical Analysis of
 * Circular Data, 1993, §2.3), never the arithmetic mean: 23:30 and 00:30 average to 00:00.
 */
final class ClockTimes {

    private static final int MINUTES_OF_DAY = 24 * 60;

    /** Below this length the mean vector has no direction: the times lie evenly around the clock. */
    private static final double NO_DIRECTION = 1e-9;

    private ClockTimes() {}

    /** The circular mean to the nearest minute; empty if there are no times, or if they cancel out. */
    static Optional<LocalTime> mean(Collection<LocalTime> times) {
        double x = 0;
        double y = 0;
        for (LocalTime time : times) {
            double angle = 2 * Math.PI * time.toSecondOfDay() / 86_400;
            x += Math.cos(angle);
            y += Math.sin(angle);
        }
        if (times.isEmpty() || Math.hypot(x, y) / times.size() < NO_DIRECTION) {
            return Optional.empty();
        }
        long minutes = Math.round(Math.atan2(y, x) / (2 * Math.PI) * MINUTES_OF_DAY);
        return Optional.of(LocalTime.MIDNIGHT.plusMinutes(Math.floorMod(minutes, MINUTES_OF_DAY)));
    }
}
