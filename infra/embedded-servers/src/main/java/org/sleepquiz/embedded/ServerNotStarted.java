package org.sleepquiz.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded server could not be started. The message is one line and made for the person at the terminal. */
public final class ServerNotStarted extends RuntimeException {

    ServerNotStarted(String message) {
        this(message, null);
    }

    ServerNotStarted(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
