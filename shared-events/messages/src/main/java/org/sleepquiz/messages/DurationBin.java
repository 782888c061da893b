package org.sleepquiz.messages;

/**
 * A length of time as it was chosen from four bins. Minutes are derived from the choice, by rule version 1.
 */
public enum DurationBin {
    UNDER_15(0, 15, 7),
    FROM_15_TO_30(15, 30, 22),
    FROM_30_TO_60(30, 60, 45),
    OVER_60(60, 120, 90);

    private final int low;
    private final int high;
    private final int typical;

    DurationBin(int low, int high, int typical) {
        this.low = low;
        this.high = high;
        this.typical = typical;
    }

    /** Lower bound in minutes, inclusive. */
    public int low() {
        return low;
    }

    /** Upper bound in minutes; exclusive, but for {@link #OVER_60}, whose 120 is included. */
    public int high() {
        return high;
    }

    /** The figure that stands for the bin, in minutes. */
    public int typical() {
        return typical;
    }
}
