package org.sleepquiz.query.progress;

import java.time.LocalDate;
import java.util.List;

/**
 * What a night brought.
 *
 * @param milestones that the streak reached with it
 * @param achievements earned with it
 */
public record Gain(LocalDate nightDate, List<Milestone> milestones, List<Achievement> achievements) {

    /** Points for a night with an entry, whatever else it brings. */
    public static final int XP_OF_NIGHT = 20;

    public int xp() {
        return XP_OF_NIGHT
                + milestones.stream().mapToInt(Milestone::xp).sum()
                + achievements.stream().mapToInt(Achievement::xp).sum();
    }
}
