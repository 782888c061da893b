package org.sleepquiz.bot.sides;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a person has come.
 *
 * @param xp all points
 * @param tier such as {@code BRONZE}
 * @param xpInLevel points since the level was reached
 * @param xpOfLevel points from this level to the next
 * @param streak consecutive nights with an entry, or bridged, up to today or yesterday
 * @param freezeDaysLeft missing nights that can still be bridged this month
 * @param nextMilestone the streak that is rewarded next; null if there is none
 * @param achievements earned so far
 * @param latest what the newest night brought; null without a night
 */
public record Progress(
        int xp,
        int level,
        String tier,
        int xpInLevel,
        int xpOfLevel,
        int streak,
        int freezeDaysLeft,
        @Nullable Milestone nextMilestone,
        List<Earned> achievements,
        @Nullable Latest latest) {

    public Progress {
        achievements = List.copyOf(Objects.requireNonNullElse(achievements, List.of()));
    }

    /**
     * @param nights the streak's length
     * @param xp points for it
     */
    public record Milestone(int nights, int xp) {}

    /**
     * @param achievement such as {@code STREAK_7}
     * @param xp points for it
     */
    public record Earned(String achievement, LocalDate earnedOn, int xp) {}

    /**
     * @param xp points for the night itself
     * @param milestones lengths of streaks that were reached with it
     * @param achievements earned with it
     */
    public record Latest(LocalDate nightDate, int xp, List<Integer> milestones, List<String> achievements) {

        public Latest {
            milestones = List.copyOf(Objects.requireNonNullElse(milestones, List.of()));
            achievements = List.copyOf(Objects.requireNonNullElse(achievements, List.of()));
        }
    }
}
