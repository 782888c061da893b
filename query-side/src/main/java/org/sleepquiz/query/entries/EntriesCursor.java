package org.sleepquiz.query.entries;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;

/**
 * Where a list of nights goes on: below the last night that was given. Night dates are a key, so pages neither skip nor
 * repeat when nights are added or deleted meanwhile. Opaque to clients.
 */
final class EntriesCursor {

    private static final String PREFIX = "before:";

    private EntriesCursor() {}

    static String below(LocalDate nightDate) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((PREFIX + nightDate).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * @return the night below which the list goes on
     * @throws RefusedRequest {@code MALFORMED} if no reply ever held this cursor
     */
    static @Nullable LocalDate read(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (text.startsWith(PREFIX)) {
                return NightDates.read("cursor", text.substring(PREFIX.length()));
            }
        } catch (IllegalArgumentException notBase64) {
            throw malformed();
        }
        throw malformed();
    }

    private static RefusedRequest malformed() {
        return new RefusedRequest(ProblemCode.MALFORMED, "cursor is the next of an earlier reply");
    }
}
