package org.sleepquiz.eventstore;

import org.jspecify.annotations.Nullable;

/** The log cannot be read or written with the master keys that were given. Nothing was changed. */
public final class UnusableMasterKey extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableMasterKey(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
