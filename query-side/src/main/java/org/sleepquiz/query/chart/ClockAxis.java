package org.sleepquiz.query.chart;

import java.time.LocalTime;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The part of the clock that nights take up, as a line. It begins while everybody is awake, so that a night over midnight, or a
 * day's sleep, is one piece. Where there is no such time it is the whole clock, cut where the fewest nights are.
 *
 * @param start minute of the day; a full hour unless it is the whole clock
 * @param length minutes, whole hours
 */
record ClockAxis(int start, int length) {

    static final int DAY = 24 * 60; // minutes

    private static final int HOUR = 60;
    private static final int MOST_LABELS = 9;

    /** A part of the axis, in minutes from its start. */
    record Piece(int from, int to) {
        int minutes() {
            return to - from;
        }
    }

    /** @param bars at least one */
    static ClockAxis of(List<Bar> bars) {
        int[] asleep = new int[DAY];
        for (Bar bar : bars) {
            for (int minute = 0; minute < bar.minutes(); minute++) {
                asleep[(bar.start() + minute) % DAY]++;
            }
        }
        int fewest = IntStream.of(asleep).min().orElseThrow();
        Piece gap = longest(asleep, fewest);
        if (fewest > 0) {
            return new ClockAxis((gap.from + gap.to) / 2 % DAY, DAY);
        }
        int start = gap.to / HOUR * HOUR;
        int end = (gap.from + DAY + HOUR - 1) / HOUR * HOUR;
        return new ClockAxis(start % DAY, Math.min(DAY, end - start));
    }

    /** The longest stretch of the clock that has this count, once around from where it begins. */
    private static Piece longest(int[] counts, int count) {
        Piece longest = new Piece(0, 0);
        for (int from = 0; from < DAY; from++) {
            int to = from;
            while (to < from + DAY && counts[to % DAY] == count) {
                to++;
            }
            if (to - from > longest.minutes()) {
                longest = new Piece(from, to);
            }
        }
        return longest;
    }

    /** Where a night lies: one piece, or two if it is cut. */
    List<Piece> pieces(Bar bar) {
        int from = Math.floorMod(bar.start() - start, DAY);
        int to = from + bar.minutes();
        return to <= DAY ? List.of(new Piece(from, to)) : List.of(new Piece(from, DAY), new Piece(0, to - DAY));
    }

    /** The hours at which there is a line, in minutes from the start. */
    List<Integer> lines() {
        int hours = IntStream.of(1, 2, 3, 4)
                .filter(step -> length / (step * HOUR) < MOST_LABELS)
                .findFirst()
                .orElseThrow();
        return IntStream.rangeClosed(0, length)
                .filter(minute -> (start + minute) % (hours * HOUR) == 0)
                .boxed()
                .toList();
    }

    LocalTime time(int minute) {
        return LocalTime.ofSecondOfDay((start + minute) % DAY * 60L);
    }
}
