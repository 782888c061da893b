package org.sleepquiz.query.entries;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;

/** Night dates as a request names them. */
public final class NightDates {

    /** The earliest and the latest date that a request can name; a database knows both. */
    static final LocalDate EARLIEST = LocalDate.of(1, 1, 1);

    static final LocalDate LATEST = LocalDate.of(9999, 12, 31);

    private static final Pattern FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private NightDates() {}

    /**
     * @param name of the parameter, for the message
     * @param text {@code yyyy-MM-dd}; null if the request does not name a date
     * @throws RefusedRequest {@code MALFORMED} if the text is no date of that form
     */
    public static @Nullable LocalDate read(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            if (FORM.matcher(text).matches()) {
                LocalDate date = LocalDate.parse(text);
                if (!date.isBefore(EARLIEST)) {
                    return date;
                }
            }
        } catch (DateTimeException notInTheCalendar) {
            throw malformed(name);
        }
        throw malformed(name);
    }

    private static RefusedRequest malformed(String name) {
        return new RefusedRequest(ProblemCode.MALFORMED, name + " is a date like 2026-11-24");
    }
}
