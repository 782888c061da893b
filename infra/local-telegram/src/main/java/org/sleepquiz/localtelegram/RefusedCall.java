package org.sleepquiz.localtelegram;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a call that Telegram would refuse. Thrown from deep inside parsers, turned into
 * <code>{"ok":false,…}</code> at one place, {@link BotApiEndpoint}.
 */
class RefusedCall extends RuntimeException {

    private final int errorCode;
    private final @Nullable Integer retryAfterSeconds;

    RefusedCall(int errorCode, String description, @Nullable Integer retryAfterSeconds) {
        super(description);
        this.errorCode = errorCode;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static RefusedCall badRequest(String what) {
        return new RefusedCall(400, "Bad Request: " + what, null);
    }

    static RefusedCall conflict(String what) {
        return new RefusedCall(409, "Conflict: " + what, null);
    }

    int errorCode() {
        return errorCode;
    }

    String description() {
        return String.valueOf(getMessage());
    }

    @Nullable Integer retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
