package org.sleepquiz.query.progress;

import java.util.List;
import java.util.Optional;

/**
 * A length of streak that is rewarded, in each streak anew.
 *
 * @param nights with an entry since the streak began
 * @param xp points for it
 */
public record Milestone(int nights, int xp) {

    static final List<Milestone> ALL =
            List.of(new Milestone(7, 50), new Milestone(14, 100), new Milestone(30, 200), new Milestone(100, 500));

    static Optional<Milestone> at(int streak) {
        return ALL.stream().filter(milestone -> milestone.nights == streak).findFirst();
    }

    static Optional<Milestone> after(int streak) {
        return ALL.stream().filter(milestone -> milestone.nights > streak).findFirst();
    }
}
