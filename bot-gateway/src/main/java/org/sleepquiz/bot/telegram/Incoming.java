package org.sleepquiz.bot.telegram;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Language;

/**
 * Something a person did in their private chat with the bot: the part of an update that we act on, and the only part that
 * is kept. Names and pictures never get further than this.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Incoming.Said.class, name = "said"),
    @JsonSubTypes.Type(value = Incoming.Tapped.class, name = "tapped"),
    @JsonSubTypes.Type(value = Incoming.Located.class, name = "located"),
    @JsonSubTypes.Type(value = Incoming.Reachability.class, name = "reachability")
})
public sealed interface Incoming {

    long updateId();

    long userId();

    /** The chat's id; in a private chat the same number as the user's. */
    long chatId();

    /** The language tag of the person's client, as Telegram gives it. */
    @Nullable String languageTag();

    /** When the person did it, as nearly as is known. */
    Instant at();

    /** The user's id as all sides name it. */
    @JsonIgnore
    default String telegramId() {
        return Long.toString(userId());
    }

    /** The language of the person's client, where the one they chose is not known. */
    @JsonIgnore
    default Language clientLanguage() {
        return Language.ofTag(languageTag());
    }

    /** @param text empty if the message was a picture, a sticker or the like */
    record Said(
            long updateId,
            long userId,
            long chatId,
            @Nullable String languageTag,
            Instant at,
            String text) implements Incoming {}

    /**
     * @param callbackId by which the tap is acknowledged
     * @param messageId the message with the button; null if Telegram does not say
     * @param data the button's; null if it had none
     */
    record Tapped(
            long updateId,
            long userId,
            long chatId,
            @Nullable String languageTag,
            Instant at,
            String callbackId,
            @Nullable Long messageId,
            @Nullable String data)
            implements Incoming {}

    /**
     * They shared where they are.
     *
     * @param latitude in degrees, north is positive
     * @param longitude in degrees, east is positive
     */
    record Located(
            long updateId,
            long userId,
            long chatId,
            @Nullable String languageTag,
            Instant at,
            double latitude,
            double longitude)
            implements Incoming {}

    /**
     * They blocked the bot, or let it in again.
     *
     * @param reachable whether messages arrive from now on
     */
    record Reachability(
            long updateId,
            long userId,
            long chatId,
            @Nullable String languageTag,
            Instant at,
            boolean reachable) implements Incoming {}
}
