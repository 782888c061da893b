package org.sleepquiz.query.progress;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far a person has come: a function of the dates of their nights and of today's, and of nothing else. So it is right
 * whatever was corrected, deleted or recorded late; what was earned by a night that is deleted is earned no more.
 *
 * @param xp all points
 * @param streak nights in a row up to today or yesterday, dates that a freeze day bridged not counted
 * @param freezeDaysLeft in today's month
 * @param gains what each night brought, earliest first
 */
public record Progress(int xp, int streak, int freezeDaysLeft, List<Gain> gains) {

    /**
     * @param nights the dates of all nights with an entry, in any order
     * @param today where the person lives
     */
    public static Progress of(Collection<LocalDate> nights, LocalDate today) {
        Streak streak = new Streak();
        Set<Achievement> earned = EnumSet.noneOf(Achievement.class);
        List<Gain> gains = new ArrayList<>();
        LocalDate next = today; // the date that has not been looked at
        for (LocalDate night : new TreeSet<>(nights)) {
            if (!gains.isEmpty()) {
                next.datesUntil(night).forEach(streak::missed);
            }
            streak.night(night);
            List<Achievement> achievements = new ArrayList<>(Achievement.metBy(
                    new Achievement.Standing(gains.size() + 1, streak.nights(), streak.isAfterBreak())));
            achievements.removeIf(achievement -> !earned.add(achievement));
            List<Milestone> milestones = Milestone.at(streak.nights()).stream().toList();
            gains.add(new Gain(night, milestones, List.copyOf(achievements)));
            next = night.plusDays(1);
        }
        // today's night may still be recorded; one of tomorrow is of somebody who has flown west
        if (next.isBefore(today)) {
            next.datesUntil(today).forEach(streak::missed);
        }
        int xp = gains.stream().mapToInt(Gain::xp).sum();
        return new Progress(xp, streak.nights(), streak.freezeDaysLeft(today), List.copyOf(gains));
    }

    public Level level() {
        return Level.of(xp);
    }

    /** The milestone that the present streak reaches next, or a new one first; empty if there is no longer one. */
    Optional<Milestone> nextMilestone() {
        return Milestone.after(streak);
    }

    /** What the newest night brought; empty without a night. */
    Optional<Gain> latest() {
        return gains.isEmpty() ? Optional.empty() : Optional.of(gains.get(gains.size() - 1));
    }
}
