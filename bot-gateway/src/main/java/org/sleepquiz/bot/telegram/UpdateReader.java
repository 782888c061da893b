package org.sleepquiz.bot.telegram;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.telegram.Incoming.Located;
import org.sleepquiz.bot.telegram.Incoming.Reachability;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Telegram.Updates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Takes from Telegram's updates what concerns us: messages and taps in private chats, and whether
 * the bot was blocked there. Everything else (groups, channels,
 * edited messages, kinds that do not exist yet) is passed over without a word, and so is an update that makes no sense, for
 * one such update must not hold up all that follow.
 */
final class UpdateReader {

    /** Telegram's ids have at most 52 bits. */
    private static final long ABOVE_ALL_IDS = 1L << 52;

    private static final Logger LOG = LoggerFactory.getLogger(UpdateReader.class);

    private final Clock clock;

    UpdateReader(Clock clock) {
        this.clock = clock;
    }

    Updates read(JsonNode updates) {
        List<Incoming> incoming = new ArrayList<>();
        int ignored = 0;
        long newest = Long.MIN_VALUE;
        for (JsonNode update : updates) {
            long id = update.path("update_id").asLong(Long.MIN_VALUE);
            newest = Math.max(newest, id);
            Optional<Incoming> ours = id == Long.MIN_VALUE ? Optional.empty() : readOne(id, update);
            ours.ifPresent(incoming::add);
            ignored += ours.isEmpty() ? 1 : 0;
        }
        return new Updates(
                List.copyOf(incoming),
                ignored,
                newest == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newest + 1));
    }

    private Optional<Incoming> readOne(long id, JsonNode update) {
        try {
            if (update.path("message").isObject()) {
                return message(id, update.path("message"));
            }
            if (update.path("callback_query").isObject()) {
                return tap(id, update.path("callback_query"));
            }
            if (update.path("my_chat_member").isObject()) {
                return reachability(id, update.path("my_chat_member"));
            }
            return Optional.empty();
        } catch (RuntimeException unreadable) {
            LOG.warn(
                    "event=unreadable-update update={} cause={}",
                    id,
                    unreadable.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private Optional<Incoming> message(long id, JsonNode message) {
        JsonNode from = message.path("from");
        if (!isPrivate(message.path("chat")) || !isPerson(from)) {
            return Optional.empty();
        }
        long user = from.path("id").asLong();
        long chat = message.path("chat").path("id").asLong();
        String language = text(from.path("language_code"));
        Instant at = at(message);
        JsonNode location = message.path("location");
        if (location.path("latitude").isNumber() && location.path("longitude").isNumber()) {
            return Optional.of(new Located(
                    id,
                    user,
                    chat,
                    language,
                    at,
                    location.path("latitude").asDouble(),
                    location.path("longitude").asDouble()));
        }
        return Optional.of(new Said(
                id,
                user,
                chat,
                language,
                at,
                Optional.ofNullable(text(message.path("text"))).orElse("")));
    }

    /** In a private chat this comes when the person blocks the bot, and when they let it in again. */
    private Optional<Incoming> reachability(long id, JsonNode change) {
        JsonNode from = change.path("from");
        String status = text(change.path("new_chat_member").path("status"));
        boolean blocked = "kicked".equals(status);
        if (!isPrivate(change.path("chat")) || !isPerson(from) || !(blocked || "member".equals(status))) {
            return Optional.empty();
        }
        return Optional.of(new Reachability(
                id,
                from.path("id").asLong(),
                change.path("chat").path("id").asLong(),
                text(from.path("language_code")),
                at(change),
                !blocked));
    }

    private Instant at(JsonNode dated) {
        long seconds = dated.path("date").asLong(0);
        return seconds > 0 ? Instant.ofEpochSecond(seconds) : clock.instant();
    }

    private Optional<Incoming> tap(long id, JsonNode query) {
        JsonNode from = query.path("from");
        JsonNode message = query.path("message");
        String callback = text(query.path("id"));
        boolean elsewhere = message.isObject() && !isPrivate(message.path("chat"));
        if (callback == null || elsewhere || !isPerson(from)) {
            return Optional.empty();
        }
        long user = from.path("id").asLong();
        return Optional.of(new Tapped(
                id,
                user,
                message.path("chat").path("id").asLong(user),
                text(from.path("language_code")),
                clock.instant(),
                callback,
                message.path("message_id").isIntegralNumber()
                        ? (Long) message.path("message_id").asLong()
                        : null,
                text(query.path("data"))));
    }

    private static boolean isPrivate(JsonNode chat) {
        // an inaccessible message's chat has its type too
        return "private".equals(text(chat.path("type")));
    }

    private static boolean isPerson(JsonNode from) {
        long id = from.path("id").asLong(0);
        return id > 0 && id < ABOVE_ALL_IDS && !from.path("is_bot").asBoolean(false);
    }

    /** Without NUL, which PostgreSQL keeps in no text and no jsonb: one such character would stop the inbox. */
    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue().replace("\u0000", "") : null;
    }
}
