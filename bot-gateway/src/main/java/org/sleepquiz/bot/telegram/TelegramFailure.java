package org.sleepquiz.bot.telegram;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable.Reason;

/** A call to Telegram that did not do what it should. No message of these holds the token or the URL. */
public abstract sealed class TelegramFailure extends RuntimeException {

    private TelegramFailure(String message) {
        super(message);
    }

    /** 429: nothing of this kind may be sent before the time given. */
    public static final class TooManyRequests extends TelegramFailure {
        private final Duration retryAfter;

        TooManyRequests(String method, Duration retryAfter) {
            super("method=" + method + " status=429 retryAfter=" + retryAfter);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** 409: somebody else polls with the same token, or a webhook is set. */
    public static final class Conflict extends TelegramFailure {
        Conflict(String method) {
            super("method=" + method + " status=409");
        }
    }

    /** Telegram could not be reached, or answered with something that is not the Bot API's. Whether the call took effect is unknown. */
    public static final class Unreachable extends TelegramFailure {
        Unreachable(String method, String reason) {
            super("method=" + method + " reason=" + reason);
        }
    }

    /** Telegram refused the call and would refuse it again. */
    public static final class Refused extends TelegramFailure {
        private final int status;
        private final String description;

        Refused(String method, int status, String description) {
            super("method=" + method + " status=" + status + " description=" + description);
            this.status = status;
            this.description = description.toLowerCase(Locale.ROOT);
        }

        /** 401 or 404: this token is no bot's. */
        public boolean isWrongToken() {
            return status == 401 || status == 404;
        }

        /** Why nothing that is sent to the person arrives; empty if it is something else that was refused. */
        public Optional<Reason> undeliverable() {
            if (description.contains("blocked by the user")) {
                return Optional.of(Reason.BLOCKED);
            } else if (description.contains("user is deactivated")) {
                return Optional.of(Reason.DEACTIVATED);
            } else if (description.contains("chat not found")
                    || description.contains("user not found")
                    || description.contains("can't initiate conversation")) {
                return Optional.of(Reason.NO_CHAT);
            }
            return status == 403 ? Optional.of(Reason.UNKNOWN) : Optional.empty();
        }

        /** The person has blocked the bot or is gone: nothing sent to them arrives. */
        public boolean isUndeliverable() {
            return undeliverable().isPresent();
        }

        /** The message that was to be edited cannot be: it was deleted, is a picture, or Telegram has let go of it. */
        public boolean isMessageGone() {
            return description.contains("message to edit not found")
                    || description.contains("message can't be edited")
                    || description.contains("message_id_invalid")
                    || description.contains("message identifier is not specified")
                    || description.contains("no text in the message to edit"); // a picture: it keeps what it shows
        }

        boolean isNotModified() {
            return description.contains("message is not modified");
        }

        boolean isTooOld() {
            return description.contains("query is too old") || description.contains("query id is invalid");
        }

        boolean isUnreadableMarkup() {
            return description.contains("can't parse entities");
        }
    }
}
