package org.sleepquiz.bot.sides;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sleepquiz.httpedge.PositionHeaders;
import org.sleepquiz.messages.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks what is remembered about a person. Nothing hangs on the reply: without it a screen is shown with a sentence less. */
public final class QuerySide {

    /** Short: somebody is waiting to see their summary. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final int NIGHTS = 7;

    private final Side side;

    public QuerySide(URI base, BearerToken token) {
        this.side = new Side(base, token, TIMEOUT);
    }

    /**
     * How a person slept of late.
     *
     * @param nights how many entries the averages are of
     * @param totalSleepMinutes the mean total sleep time, in minutes
     */
    public record LatelySlept(int nights, int totalSleepMinutes) {}

    /**
     * The week before a night, as of a position at least.
     *
     * @return empty if there is no entry in it, or if the query-side does not answer in time
     */
    public Optional<LatelySlept> weekBefore(String telegramId, LocalDate night, OptionalLong position) {
        String path = "/api/v1/users/" + telegramId + "/summary?nights=" + NIGHTS + "&before=" + night;
        Map<String, String> headers =
                position.isPresent() ? Map.of(PositionHeaders.WAIT_FOR, Long.toString(position.getAsLong())) : Map.of();
        return side.call("GET", path, null, headers)
                .filter(reply -> reply.statusCode() == 200)
                .flatMap(QuerySide::read);
    }

    private static Optional<LatelySlept> read(HttpResponse<String> reply) {
        try {
            JsonNode summary = Json.MAPPER.readTree(reply.body());
            int entries = summary.path("entries").asInt(0);
            JsonNode sleep = summary.path("averages").path("totalSleepMinutes");
            return entries > 0 && sleep.isNumber()
                    ? Optional.of(new LatelySlept(entries, (int) Math.round(sleep.asDouble())))
                    : Optional.empty();
        } catch (JacksonException unreadable) { // not what the contract says: no sentence is better than a wrong one
            return Optional.empty();
        }
    }
}
