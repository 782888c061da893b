package org.sleepquiz.query.progress;

import java.util.Arrays;
import java.util.List;

/** What is earned once ever. */
public enum Achievement {
    FIRST_ENTRY(25, night -> night.entries() == 1),
    SLEEP_SCHOLAR(100, night -> night.entries() == 7),
    THIRTY_ENTRIES(250, night -> night.entries() == 30),
    NINETY_ENTRIES(500, night -> night.entries() == 90),
    STREAK_7(100, night -> night.streak() == 7),
    STREAK_30(500, night -> night.streak() == 30),
    COMEBACK(150, night -> night.streak() == 7 && night.afterBreak());

    private final int xp;
    private final Condition condition;

    Achievement(int xp, Condition condition) {
        this.xp = xp;
        this.condition = condition;
    }

    /** Where a person stands with a night. */
    record Standing(int entries, int streak, boolean afterBreak) {}

    private interface Condition {
        boolean isMet(Standing night);
    }

    public int xp() {
        return xp;
    }

    /** Those whose condition a night meets, earned before or not. */
    static List<Achievement> metBy(Standing night) {
        return Arrays.stream(values())
                .filter(achievement -> achievement.condition.isMet(night))
                .toList();
    }
}
