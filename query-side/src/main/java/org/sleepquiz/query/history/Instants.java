package org.sleepquiz.query.history;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;

/** Instants as a request names them. */
public final class Instants {

    /** The earliest and the latest that a request can name; a database knows both, and nothing happened before or after. */
    static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private Instants() {}

    /**
     * @param name of the parameter, for the message
     * @param text ISO 8601 with a zone; null if the request does not name an instant
     * @throws RefusedRequest {@code MALFORMED} if the text is no instant of that form
     */
    public static @Nullable Instant read(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Instant instant = Instant.parse(text);
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeException noInstant) {
            throw malformed(name);
        }
        throw malformed(name);
    }

    private static RefusedRequest malformed(String name) {
        return new RefusedRequest(ProblemCode.MALFORMED, name + " is an instant like 2026-11-24T06:30:00Z");
    }
}
