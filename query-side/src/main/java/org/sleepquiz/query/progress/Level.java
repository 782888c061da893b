package org.sleepquiz.query.progress;

/**
 * A level, which is an amount of points: a level takes 100 points up to the fifth, 200 up to the fifteenth, 500 up to the
 * thirtieth, 1,000 beyond. The first begins at 0 points, the sixth at 500, the sixteenth at 2,500, the thirty-first at 10,000.
 *
 * @param level from 1
 * @param xpInLevel points since it was reached
 * @param xpOfLevel points from it to the next
 */
public record Level(int level, int xpInLevel, int xpOfLevel) {

    static Level of(int xp) {
        int level = 1;
        int left = xp;
        while (left >= points(level)) {
            left -= points(level);
            level++;
        }
        return new Level(level, left, points(level));
    }

    private static int points(int level) {
        return Tier.of(level).points;
    }

    public Tier tier() {
        return Tier.of(level);
    }

    /** What levels are named after. */
    public enum Tier {
        BRONZE(5, 100),
        SILVER(15, 200),
        GOLD(30, 500),
        PLATINUM(Integer.MAX_VALUE, 1000);

        private final int last; // level, inclusive
        private final int points; // for each level

        Tier(int last, int points) {
            this.last = last;
            this.points = points;
        }

        static Tier of(int level) {
            for (Tier tier : values()) {
                if (level <= tier.last) {
                    return tier;
                }
            }
            throw new IllegalStateException("the last tier has no end");
        }
    }
}
