package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;

/**
 * The completed quiz for one night. At most one is kept per user and night.
 *
 * @param entryId stays the same when the night is corrected
 * @param nightDate the local date of waking up
 * @param timeZone the person's zone when the quiz was started
 * @param bedAt when the person got into bed
 * @param wakeAt when the person woke up
 * @param answers all of them
 */
@JsonIgnoreProperties(value = "figures", allowGetters = true)
public record SleepEntry(
        UUID entryId, LocalDate nightDate, ZoneId timeZone, Instant bedAt, Instant wakeAt, Answers answers) {

    public SleepEntry {
        if (!answers.areComplete()) {
            throw new IllegalArgumentException("an entry has all answers, " + answers.missing() + " are missing");
        }
        if (!bedAt.isBefore(wakeAt)) {
            throw new IllegalArgumentException("a night ends after it begins");
        }
    }

    /** What follows from the answers; written into the JSON for readers who do not know the rules, never read from it. */
    @JsonProperty
    public SleepFigures figures() {
        return SleepFigures.of(answers, bedAt, wakeAt);
    }
}
