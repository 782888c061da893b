package org.sleepquiz.bot.prompts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.stream.Stream;
import org.sleepquiz.messages.Language;

/**
 * Something to be said to a person unasked.
 *
 * @param eventId of the event that wants it: the same event wants it once
 * @param dueAt when it should be said
 * @param about the night asked about, or the last night of the week
 * @param again whether it comes again after a snooze
 */
record Letter(
        String eventId, long userId, Kind kind, Language language, Instant dueAt, LocalDate about, boolean again) {

    enum Kind {
        PROMPT,
        REPORT
    }

    Letter {
        Stream.of(eventId, language, dueAt, about).forEach(Objects::requireNonNull); // made by a reader of JSON
    }

    String telegramId() {
        return Long.toString(userId);
    }
}
