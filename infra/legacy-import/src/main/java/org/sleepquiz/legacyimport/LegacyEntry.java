package org.sleepquiz.legacyimport;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code sleep_entries}; no field is to be trusted.
 *
 * @param bedtime as PostgreSQL writes a time
 * @param wakeTime as PostgreSQL writes a time
 * @param disruptions JSON
 */
record LegacyEntry(
        String rowId,
        @Nullable Instant loggedAt,
        @Nullable String bedtime,
        @Nullable Integer latencyMinutes,
        @Nullable String wakeTime,
        @Nullable Double totalSleepHours,
        @Nullable Integer nightWakings,
        @Nullable Integer quality,
        @Nullable String disruptions,
        @Nullable Boolean phoneUsage,
        @Nullable Integer phoneMinutes,
        @Nullable Integer alertness) {}
