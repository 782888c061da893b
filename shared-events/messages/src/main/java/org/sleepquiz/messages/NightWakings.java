package org.sleepquiz.messages;

/** How often the person woke in the night, as it was chosen. */
public enum NightWakings {
    NONE(0),
    ONE_OR_TWO(2),
    THREE_OR_MORE(4);

    private final int typical;

    NightWakings(int typical) {
        this.typical = typical;
    }

    /** The number of wakings that stands for the choice, by rule version 1. */
    public int typical() {
        return typical;
    }
}
