package org.sleepquiz.query.letters;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it is kept.
 *
 * @param event its person is empty once it was discarded
 * @param attempts how often it has failed
 * @param trouble the last failure; null if it was not tried
 * @param nextTryAt null unless it will be tried again by itself
 * @param discard null unless it was discarded
 */
record Letter(
        EventInLog event,
        LetterStatus status,
        Instant queuedAt,
        int attempts,
        @Nullable Trouble trouble,
        @Nullable Instant firstFailedAt,
        @Nullable Instant lastFailedAt,
        @Nullable Instant nextTryAt,
        @Nullable Discard discard) {

    /** A decision of an operator. */
    record Discard(Instant at, String by, String reason) {}

    static Letter of(ResultSet row, int number) throws SQLException {
        String person = row.getString("person");
        String cause = row.getString("cause");
        Instant discardedAt = at(row, "discarded_at");
        return new Letter(
                new EventInLog(
                        row.getObject("event_id", UUID.class),
                        person == null ? "" : person,
                        row.getLong("position"),
                        row.getLong("sequence"),
                        row.getString("type")),
                LetterStatus.valueOf(row.getString("status")),
                row.getObject("queued_at", OffsetDateTime.class).toInstant(),
                row.getInt("attempts"),
                cause == null
                        ? null
                        : new Trouble(
                                cause,
                                row.getString("cause_message"),
                                row.getString("cause_place"),
                                row.getString("sql_state")),
                at(row, "first_failed_at"),
                at(row, "last_failed_at"),
                at(row, "next_try_at"),
                discardedAt == null
                        ? null
                        : new Discard(discardedAt, row.getString("discarded_by"), row.getString("discard_reason")));
    }

    private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** Whether it is time to try it, provided that it is the first of its person's. */
    boolean isDue(Instant now) {
        return status == LetterStatus.WAITING || nextTryAt != null && !nextTryAt.isAfter(now);
    }
}
