package org.sleepquiz.query.entries;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.SleepFigures;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A row of {@code sleep_entries}, component for column, and its {@code sleep_entry_disruptions}. Its JSON is what the database
 * makes the rows from.
 */
@JsonNaming(SnakeCaseStrategy.class)
record EntryRow(
        UUID entryId,
        String userId,
        LocalDate nightDate,
        ZoneId timeZone,
        LocalTime bedtime,
        LocalTime wakeTime,
        Instant bedAt,
        Instant wakeAt,
        DurationBin sleepLatency,
        int sleepLatencyMinutes,
        NightWakings nightWakings,
        @Nullable DurationBin timeAwake,
        int timeAwakeMinutes,
        int sleepQuality,
        boolean phoneUsage,
        @Nullable DurationBin phoneDuration,
        int phoneDurationMinutes,
        int alertness,
        int timeInBedMinutes,
        int totalSleepMinutes,
        int totalSleepMinutesLow,
        int totalSleepMinutesHigh,
        BigDecimal sleepEfficiency,
        int ruleVersion,
        UUID quizId,
        Instant recordedAt,
        LocalDate recordedOn,
        @Nullable Instant correctedAt,
        Set<Disruption> disruptions) {

    static EntryRow of(
            String user,
            UUID quizId,
            SleepEntry entry,
            Instant recordedAt,
            LocalDate recordedOn,
            @Nullable Instant correctedAt) {
        Answers answers = entry.answers();
        SleepFigures figures = entry.figures();
        return new EntryRow(
                entry.entryId(),
                user,
                entry.nightDate(),
                entry.timeZone(),
                answers.bedtime(),
                answers.wakeTime(),
                entry.bedAt(),
                entry.wakeAt(),
                answers.sleepLatency(),
                figures.sleepLatencyMinutes(),
                answers.nightWakings(),
                answers.timeAwake().orElse(null),
                figures.timeAwakeMinutes(),
                answers.sleepQuality(),
                answers.phoneUsage(),
                answers.phoneDuration().orElse(null),
                figures.phoneDurationMinutes(),
                answers.alertness(),
                figures.timeInBedMinutes(),
                figures.totalSleepMinutes(),
                figures.totalSleepMinutesLow(),
                figures.totalSleepMinutesHigh(),
                figures.sleepEfficiency(),
                SleepFigures.RULE_VERSION,
                quizId,
                recordedAt,
                recordedOn,
                correctedAt,
                answers.disruptions());
    }
}
