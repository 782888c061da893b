package org.sleepquiz.legacyimport;

import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * A person as the predecessor knew them; no field is to be trusted.
 *
 * @param rowId of the row in {@code users}; null if only entries or settings name the person
 * @param hasSettings whether there is a row in {@code sleep_quiz_settings}
 */
record LegacyPerson(
        @Nullable String rowId,
        @Nullable String telegramId,
        boolean hasSettings,
        @Nullable Boolean enabled,
        @Nullable LocalTime preferredTime,
        @Nullable String timeZone,
        @Nullable String language) {

    /** What names the person's rows in the list of what was not taken; says nothing about the person. */
    String shownRow() {
        return rowId == null ? "(none)" : rowId;
    }
}
