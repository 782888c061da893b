package org.sleepquiz.faults;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row that names a person, beside the log and the read model.
 *
 * @param key that it belongs to, if it is the key itself or sealed with it
 * @param event that it follows from, if it does
 * @param since when it is there, if it is there because of something that the person did
 */
record Trace(
        String table,
        String user,
        @Nullable UUID key,
        @Nullable String event,
        @Nullable Instant since) {}
