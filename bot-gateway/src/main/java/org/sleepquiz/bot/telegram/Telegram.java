package org.sleepquiz.bot.telegram;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Language;

/**
 * What we ask of Telegram. Every call may throw a {@link TelegramFailure}; whoever calls obeys
 * {@link TelegramFailure.TooManyRequests#retryAfter()}.
 */
public interface Telegram {

    /**
     * Waits for updates.
     *
     * @param offset the first update wanted; all before it are confirmed and never come again. Empty for all unconfirmed
     * @param wait how long to wait for the first, in whole seconds
     * @throws InterruptedException if the wait was ended from here
     */
    Updates updates(OptionalLong offset, Duration wait) throws InterruptedException;

    /** Sends a new message and says which it became. */
    long send(long chat, Screen screen);

    /** Sends a picture and says which message it became. */
    long send(long chat, Picture picture);

    /** Sends a file and says which message it became. */
    long send(long chat, Documents.File file);

    /** Sends a request and says which message it became. */
    long send(long chat, LocationRequest request);

    /**
     * Takes a request's buttons away.
     *
     * @param html what is said as they go, in Telegram's HTML
     */
    void endRequest(long chat, String html);

    /** Replaces a message; one that already looks like this is left as it is. */
    void edit(long chat, long message, Screen screen);

    /**
     * Acknowledges a tap, so that the button stops spinning; one that Telegram no longer waits for is passed over.
     *
     * @param toast shown to the person for a moment, at most 200 characters; null for none
     * @param alert whether the person has to close the toast
     */
    void acknowledge(String callback, @Nullable String toast, boolean alert);

    /** Sets the commands offered to people with this language; null for everybody else. */
    void offerCommands(@Nullable Language language, List<BotCommand> commands);

    /** Ends a webhook if one is set; polling is refused while it is. Drops no updates. */
    void endWebhook();

    /**
     * Has updates delivered from now on, and ends polling. Drops no updates.
     *
     * @param secret sent with every update: letters, digits, {@code _} and {@code -}
     */
    void setWebhook(URI url, String secret);

    /** A command as it is offered: its name without the slash, and what it does. */
    record BotCommand(String command, String description) {}

    /**
     * What one call brought.
     *
     * @param incoming what concerns us
     * @param ignored how many updates did not
     * @param next the offset that confirms them all; empty if nothing came
     */
    record Updates(List<Incoming> incoming, int ignored, OptionalLong next) {}
}
