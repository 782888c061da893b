package org.sleepquiz.command.schedule;

import java.time.Duration;
import java.time.Instant;
import org.sleepquiz.command.quiz.Timetable;

/** Something to be sent to a person, and when. */
record Due(Kind kind, Instant at) {

    enum Kind {
        PROMPT(Timetable.PROMPT_PATIENCE),
        /** A prompt that was put off. */
        AGAIN(Timetable.PROMPT_PATIENCE),
        REPORT(Timetable.REPORT_PATIENCE);

        private final Duration patience;

        Kind(Duration patience) {
            this.patience = patience;
        }

        /** How late it may be sent. */
        Duration patience() {
            return patience;
        }
    }

    boolean isTooLate(Instant now) {
        return !now.isBefore(at.plus(kind.patience()));
    }
}
