package org.sleepquiz.messages;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;

/**
 * What follows from one night's answers, by rule version 1. With L = sleep latency, A = time awake, b and w = the instants
 * of going to bed and of waking: TIB = w − b, TST = TIB − L − A, SE = TST / TIB · 100. Latency and time awake were chosen
 * from bins, so the total sleep time is a point (from the bins' typical values) within an interval (from their bounds);
 * point and interval are held at 0 or more. There is no question about time out of bed, so TIB contains it.
 *
 * @param timeInBedMinutes TIB
 * @param sleepLatencyMinutes L, the typical value
 * @param timeAwakeMinutes A, the typical value; 0 when not asked
 * @param phoneDurationMinutes the typical value; 0 when not asked
 * @param totalSleepMinutes TST
 * @param totalSleepMinutesLow the least that TST can be
 * @param totalSleepMinutesHigh the most that TST can be
 * @param sleepEfficiency SE in per cent, two decimals
 */
public record SleepFigures(
        int timeInBedMinutes,
        int sleepLatencyMinutes,
        int timeAwakeMinutes,
        int phoneDurationMinutes,
        int totalSleepMinutes,
        int totalSleepMinutesLow,
        int totalSleepMinutesHigh,
        BigDecimal sleepEfficiency) {

    /** The version of the rules by which figures are derived from choices. */
    public static final int RULE_VERSION = 1;

    static SleepFigures of(Answers answers, Instant bedAt, Instant wakeAt) {
        int inBed = Math.toIntExact(Duration.between(bedAt, wakeAt).toMinutes());
        DurationBin latency = answers.sleepLatency();
        int awakeLow = answers.timeAwake().map(DurationBin::low).orElse(0);
        int awakeTypical = answers.timeAwake().map(DurationBin::typical).orElse(0);
        int awakeHigh = answers.timeAwake().map(DurationBin::high).orElse(0);
        int sleepHigh = Math.max(0, inBed - latency.low() - awakeLow);
        int sleepLow = Math.max(0, inBed - latency.high() - awakeHigh);
        int sleep = Math.max(0, inBed - latency.typical() - awakeTypical);
        return new SleepFigures(
                inBed,
                latency.typical(),
                awakeTypical,
                answers.phoneDuration().map(DurationBin::typical).orElse(0),
                sleep,
                sleepLow,
                sleepHigh,
                BigDecimal.valueOf(sleep * 100L).divide(BigDecimal.valueOf(inBed), 2, RoundingMode.HALF_UP));
    }
}
