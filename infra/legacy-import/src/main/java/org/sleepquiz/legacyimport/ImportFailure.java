package org.sleepquiz.legacyimport;

import org.jspecify.annotations.Nullable;

/** Why the import cannot go on, in one line for the person at the terminal. It may be run again. */
public final class ImportFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImportFailure(String line) {
        super(line);
    }

    ImportFailure(String line, @Nullable Throwable cause) {
        super(line, cause);
    }
}
