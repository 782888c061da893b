package org.sleepquiz.query.progress;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person's progress as it is told.
 *
 * @param xp all points
 * @param xpInLevel points since the level was reached
 * @param xpOfLevel points from this level to the next
 * @param streak nights in a row up to today or yesterday, bridged dates not counted
 * @param freezeDaysLeft dates that can still be bridged this month
 * @param nextMilestone absent when the streak is longer than all of them
 * @param achievements in the order in which they were earned
 * @param latest what the newest night brought; absent without a night
 */
public record ProgressReply(
        String telegramId,
        int xp,
        int level,
        Level.Tier tier,
        int xpInLevel,
        int xpOfLevel,
        int streak,
        int freezeDaysLeft,
        @Nullable Milestone nextMilestone,
        List<Earned> achievements,
        @Nullable Latest latest) {

    /** @param earnedOn the night date of the entry that earned it */
    public record Earned(Achievement achievement, LocalDate earnedOn, int xp) {}

    /**
     * @param xp points for the night itself
     * @param milestones lengths of streak that were reached with it
     */
    public record Latest(LocalDate nightDate, int xp, List<Integer> milestones, List<Achievement> achievements) {}

    public static ProgressReply of(String telegramId, Progress progress) {
        Level level = progress.level();
        return new ProgressReply(
                telegramId,
                progress.xp(),
                level.level(),
                level.tier(),
                level.xpInLevel(),
                level.xpOfLevel(),
                progress.streak(),
                progress.freezeDaysLeft(),
                progress.nextMilestone().orElse(null),
                progress.gains().stream()
                        .flatMap(gain -> gain.achievements().stream()
                                .map(earned -> new Earned(earned, gain.nightDate(), earned.xp())))
                        .toList(),
                progress.latest().map(ProgressReply::latest).orElse(null));
    }

    private static Latest latest(Gain gain) {
        return new Latest(
                gain.nightDate(),
                Gain.XP_OF_NIGHT,
                gain.milestones().stream().map(Milestone::nights).toList(),
                gain.achievements());
    }
}
