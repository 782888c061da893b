package org.sleepquiz.bot.sides;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * When a person answers what they are prompted for.
 *
 * @param completions how many prompted quizzes of the last thirty days they completed on the same day
 * @param medianDelayMinutes from the prompt to the last answer; null if there are too few
 * @param suggestedTime a better time for the prompt; null if the present one works well, or there are too few
 */
public record BestTime(
        int completions,
        Verdict verdict,
        @Nullable Integer medianDelayMinutes,
        @JsonFormat(pattern = "HH:mm") @Nullable LocalTime suggestedTime) {

    /** What to make of it. */
    public enum Verdict {
        NOT_ENOUGH,
        WORKS_WELL,
        SUGGESTED
    }
}
