package org.sleepquiz.query.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.query.history.PastEvent;
import tools.jackson.databind.JsonNode;

/**
 * What was known about a person at an instant, and what had changed on that day until then.
 *
 * @param day the local date of the instant, by the zone that was set then
 * @param settings by their names; one that was as usual may be absent
 * @param quiz the one that was open
 * @param nights how many entries there were
 * @param entries the newest of them
 * @param changes of that day, in order
 */
record AsOf(
        String telegramId,
        Instant at,
        LocalDate day,
        ZoneId timeZone,
        Instant registeredAt,
        boolean reachable,
        Map<String, Fact> settings,
        @Nullable OpenQuiz quiz,
        int nights,
        List<KnownNight> entries,
        List<Change> changes) {

    /** Who caused something, as far as it was recorded, and when. */
    record Cause(
            Instant at,
            String type,
            @Nullable String by,
            @Nullable String via,
            @Nullable String trace) {

        static Cause of(PastEvent event) {
            return new Cause(event.occurredAt(), event.type(), event.by(), event.via(), event.trace());
        }
    }

    /** @param changed the last time */
    record Fact(JsonNode value, Cause changed) {}

    /**
     * @param recorded the first time
     * @param changed the last time
     */
    record KnownNight(LocalDate nightDate, JsonNode entry, Cause recorded, Cause changed) {}

    record OpenQuiz(UUID quizId, Instant startedAt, Answers answers) {}

    /** @param nightDate of the entry that was changed; null if it was something else */
    record Change(Cause cause, @Nullable LocalDate nightDate, List<Difference> values) {}

    /** @param before null if there was nothing, as is {@code after} if there is nothing now */
    record Difference(
            String name,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}
}
