package org.sleepquiz.query.progress;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * A streak as nights go by, one date after the other. A date without an entry takes a freeze day of its month, if there is a
 * streak to save and one is left; otherwise the streak is over. A bridged date does not count as a night of the streak.
 */
final class Streak {

    /** Each month begins with these. */
    private static final int FREEZE_DAYS = 2;

    /** Dates without an entry after which it is a return, not just another streak. */
    private static final int BREAK = 7;

    private int nights;
    private int missed; // dates in a row up to now
    private boolean afterBreak;
    private YearMonth month = YearMonth.of(1, 1);
    private int freezeDays;

    /** A date with an entry. */
    void night(LocalDate date) {
        enter(date);
        if (nights == 0) {
            afterBreak = missed >= BREAK;
        }
        nights++;
        missed = 0;
    }

    /** A date without one, after the first that has one. */
    void missed(LocalDate date) {
        enter(date);
        missed++;
        if (nights > 0 && freezeDays > 0) {
            freezeDays--;
        } else {
            nights = 0;
        }
    }

    private void enter(LocalDate date) {
        YearMonth entered = YearMonth.from(date);
        if (!entered.equals(month)) {
            month = entered;
            freezeDays = FREEZE_DAYS;
        }
    }

    /** Nights with an entry since it began; 0 if it is over. */
    int nights() {
        return nights;
    }

    /** Whether it began after a break of at least seven nights. */
    boolean isAfterBreak() {
        return afterBreak;
    }

    int freezeDaysLeft(LocalDate today) {
        enter(today);
        return freezeDays;
    }
}
