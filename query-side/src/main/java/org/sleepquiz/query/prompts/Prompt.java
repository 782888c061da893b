package org.sleepquiz.query.prompts;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A day on which a person was asked for their night.
 *
 * @param forDate the local date, and the night date that the prompt asks about
 * @param scheduledFor when it was due; a snooze does not change it
 * @param promptedAt when it was recorded as sent
 * @param snoozedUntil until when the person put it off; null if they did not
 * @param responseDelayMinutes from when it was due until the night was recorded, whole minutes; null unless that was on the
 *     same local day
 */
public record Prompt(
        LocalDate forDate,
        Instant scheduledFor,
        Instant promptedAt,
        @Nullable Instant snoozedUntil,
        @Nullable Integer responseDelayMinutes) {}
