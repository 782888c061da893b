package org.sleepquiz.standalone.backup;

import org.jspecify.annotations.Nullable;

/** Why there is no back-up, or nothing was restored from one, in a line for the person at the terminal. */
public final class BackupFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BackupFailure(String line) {
        this(line, null);
    }

    BackupFailure(String line, @Nullable Throwable cause) {
        super(line, cause);
    }
}
