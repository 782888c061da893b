package org.sleepquiz.query.prompts;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a person is asked at a good time, by how soon they answer.
 *
 * @param completions how many prompts at the present time were answered on their local day
 * @param medianDelayMinutes the median of their response delays; null if there are not enough
 * @param suggestedTime a better local time; null if none is suggested
 */
record BestTime(
        int completions,
        Verdict verdict,
        @Nullable Integer medianDelayMinutes,
        @JsonFormat(pattern = "HH:mm") @Nullable LocalTime suggestedTime) {

    /** What the delays say. */
    enum Verdict {
        NOT_ENOUGH,
        WORKS_WELL,
        SUGGESTED
    }

    /** How far back prompts count, in days. */
    static final int DAYS = 30;

    private static final int ENOUGH = 3; // completions
    private static final int SOON = 30; // minutes
    private static final int STEP = 15; // minutes
    private static final LocalTime LATEST = LocalTime.of(23, 45);

    /**
     * Only prompts at the time that is set now say something about it: those from before a change would suggest the same
     * change once more.
     *
     * @param preferred the local time at which the person is asked now
     * @param zone in which they live now
     * @param prompts of the last 30 days
     */
    static BestTime of(LocalTime preferred, ZoneId zone, List<Prompt> prompts) {
        List<Integer> delays = prompts.stream()
                .filter(prompt -> LocalTime.ofInstant(prompt.scheduledFor(), zone)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .equals(preferred))
                .map(Prompt::responseDelayMinutes)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        if (delays.size() < ENOUGH) {
            return new BestTime(delays.size(), Verdict.NOT_ENOUGH, null, null);
        }
        int median = median(delays);
        return median < SOON
                ? new BestTime(delays.size(), Verdict.WORKS_WELL, median, null)
                : new BestTime(delays.size(), Verdict.SUGGESTED, median, later(preferred, median));
    }

    /** Of two in the middle the mean, rounded down as the delays themselves are. */
    private static int median(List<Integer> sorted) {
        int size = sorted.size();
        return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }

    /** Not past midnight: that would be another day's prompt. */
    private static LocalTime later(LocalTime preferred, int delay) {
        int rounded = (delay + STEP / 2) / STEP * STEP;
        LocalTime suggested = preferred.plusMinutes(rounded);
        return suggested.isBefore(preferred) ? LATEST : suggested;
    }
}
