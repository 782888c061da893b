package org.sleepquiz.benchmark;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One round of one contender.
 *
 * @param operations that were done, each acknowledged
 * @param nanos that the round took
 * @param latencies in microseconds; null if the contender does not tell
 * @param cost of the processors' time; null if it was not taken
 */
record Round(
        long operations,
        long nanos,
        @Nullable Histogram latencies,
        @Nullable ProcessorTime cost) {

    double perSecond() {
        return operations * 1e9 / nanos;
    }

    Round at(ProcessorTime itsCost) {
        return new Round(operations, nanos, latencies, itsCost);
    }
}
