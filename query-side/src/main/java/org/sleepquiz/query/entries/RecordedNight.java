package org.sleepquiz.query.entries;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.SleepFigures;

/**
 * A night as it stands in the read model. Its JSON can be read as a {@link org.sleepquiz.messages.SleepEntry}.
 *
 * @param nightDate the local date of waking up
 * @param timeZone the person's zone when the quiz was started
 * @param figures as they were derived when the night was projected
 * @param ruleVersion of the rules by which they were derived
 * @param quizId the quiz whose answers these are
 * @param recordedAt when the night was first recorded
 * @param correctedAt when it was last corrected; null if never
 */
public record RecordedNight(
        UUID entryId,
        LocalDate nightDate,
        ZoneId timeZone,
        Instant bedAt,
        Instant wakeAt,
        Answers answers,
        SleepFigures figures,
        int ruleVersion,
        UUID quizId,
        Instant recordedAt,
        @Nullable Instant correctedAt) {}
