package org.sleepquiz.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Letting time pass, which is what a load and a fault consist of. */
final class Pause {

    private static final Duration LOOK = Duration.ofMillis(100);

    private Pause() {}

    static void of(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** Whether it was so before the time was over. */
    static boolean until(Duration noLongerThan, BooleanSupplier isSo) {
        long end = System.nanoTime() + noLongerThan.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            of(LOOK);
        }
        return true;
    }
}
