package org.sleepquiz.bot.sides;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.sides.QueryReply.Away;
import org.sleepquiz.bot.sides.QueryReply.Known;
import org.sleepquiz.bot.sides.QueryReply.UnknownUser;
import org.sleepquiz.httpedge.PositionHeaders;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks what is remembered about a person. Nothing is lost if there is no answer: less is shown, or it is asked for again later. */
public final class QuerySide {

    private static final Logger LOG = LoggerFactory.getLogger(QuerySide.class);

    /** Short: somebody is waiting to see their summary. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** For what has to be drawn or gathered first. */
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(20);

    private static final int WEEK = 7;

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

    /** The week before a night, as of a position at least; an empty one if there is no entry in it. */
    public QueryReply<Optional<LatelySlept>> weekBefore(String telegramId, LocalDate night, OptionalLong position) {
        return json(telegramId, summaryPath(WEEK, night), position, QuerySide::latelySlept);
    }

    private static Optional<LatelySlept> latelySlept(JsonNode summary) {
        int entries = summary.path("entries").asInt(0);
        JsonNode sleep = summary.path("averages").path("totalSleepMinutes");
        return entries > 0 && sleep.isNumber()
                ? Optional.of(new LatelySlept(entries, (int) Math.round(sleep.asDouble())))
                : Optional.empty();
    }

    /** What the person has chosen. */
    public QueryReply<Settings> settings(String telegramId) {
        return json(
                telegramId,
                "",
                OptionalLong.empty(),
                user -> Json.MAPPER.treeToValue(user.path("settings"), Settings.class));
    }

    /**
     * Nights within two night dates.
     *
     * @param entries newest first
     * @param more whether there are older ones within those dates
     */
    public record Nights(List<SleepEntry> entries, boolean more) {}

    /**
     * A person's nights, newest first, as of a position at least.
     *
     * @param from the first night date, inclusive; null for no bound
     * @param to the last night date, inclusive; null for no bound
     * @param limit 1 to 100
     */
    public QueryReply<Nights> nights(
            String telegramId, @Nullable LocalDate from, @Nullable LocalDate to, int limit, OptionalLong position) {
        String path =
                "/entries?limit=" + limit + (from == null ? "" : "&from=" + from) + (to == null ? "" : "&to=" + to);
        return json(
                telegramId,
                path,
                position,
                page -> new Nights(
                        page.path("entries")
                                .valueStream()
                                .map(entry -> Json.MAPPER.treeToValue(entry, SleepEntry.class))
                                .toList(),
                        page.has("next")));
    }

    /**
     * Averages over a person's last nights.
     *
     * @param nights 7, 14, 30 or 90
     * @param before leaves out that night date and later ones; null for no bound
     */
    public QueryReply<Summary> summary(String telegramId, int nights, @Nullable LocalDate before) {
        return json(
                telegramId,
                summaryPath(nights, before),
                OptionalLong.empty(),
                summary -> Json.MAPPER.treeToValue(summary, Summary.class));
    }

    private static String summaryPath(int nights, @Nullable LocalDate before) {
        return "/summary?nights=" + nights + (before == null ? "" : "&before=" + before);
    }

    /** Points, streak and achievements, as of a position at least. */
    public QueryReply<Progress> progress(String telegramId, OptionalLong position) {
        return json(telegramId, "/progress", position, progress -> Json.MAPPER.treeToValue(progress, Progress.class));
    }

    /**
     * The last nights as a picture.
     *
     * @param nights 7, 14 or 30
     * @return a PNG; an empty one if there is no night in it
     */
    public QueryReply<Optional<byte[]>> chart(String telegramId, int nights) {
        return bytes(telegramId, "/chart.png?nights=" + nights)
                .map(reply -> reply.statusCode() == 204 ? Optional.empty() : Optional.of(reply.body()));
    }

    /**
     * Everything about the person.
     *
     * @param format json or csv
     */
    public QueryReply<byte[]> export(String telegramId, String format) {
        return bytes(telegramId, "/export?format=" + format).map(HttpResponse::body);
    }

    /** When the person answers their prompts, and whether another time would suit better. */
    public QueryReply<BestTime> bestTime(String telegramId) {
        return json(
                telegramId, "/best-time", OptionalLong.empty(), best -> Json.MAPPER.treeToValue(best, BestTime.class));
    }

    private <T> QueryReply<T> json(
            String telegramId, String path, OptionalLong position, Function<JsonNode, T> reading) {
        Map<String, String> headers =
                position.isPresent() ? Map.of(PositionHeaders.WAIT_FOR, Long.toString(position.getAsLong())) : Map.of();
        return side.call("GET", user(telegramId) + path, null, headers)
                .map(reply -> reply.statusCode() == 200
                        ? read(reply.body(), reading)
                        : QuerySide.<T>noAnswer(reply.statusCode(), reply.body()))
                .orElseGet(Away::new);
    }

    private static <T> QueryReply<T> read(String body, Function<JsonNode, T> reading) {
        try {
            return new Known<>(reading.apply(Json.MAPPER.readTree(body)));
        } catch (JacksonException unreadable) { // not what the contract says: nothing is better than something wrong
            LOG.error(
                    "event=query-side-unreadable cause={}",
                    unreadable.getClass().getSimpleName());
            return new Away<>();
        }
    }

    private QueryReply<HttpResponse<byte[]>> bytes(String telegramId, String path) {
        return side.call("GET", user(telegramId) + path, null, Map.of(), LONG_TIMEOUT, BodyHandlers.ofByteArray())
                .map(reply -> reply.statusCode() / 100 == 2
                        ? new Known<>(reply)
                        : QuerySide.<HttpResponse<byte[]>>noAnswer(reply.statusCode(), new String(reply.body(), UTF_8)))
                .orElseGet(Away::new);
    }

    private static String user(String telegramId) {
        return "/api/v1/users/" + telegramId;
    }

    private static <T> QueryReply<T> noAnswer(int status, String body) {
        if (status == 404 && body.contains(ProblemCode.UNKNOWN_USER.name())) {
            return new UnknownUser<>();
        }
        if (status != 503) { // which it says itself while it is catching up
            LOG.error("event=query-side-refuses status={}", status);
        }
        return new Away<>();
    }
}
