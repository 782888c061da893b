package org.sleepquiz.bot.history;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a button of the history asks for: a letter and up to two dates. Buttons live in people's chats for years, so a letter that
 * was given once is never given to another meaning.
 *
 * @param night which is meant; null for the newest
 * @param top the newest night of the page to come back to; null where there is none
 */
record HistoryTap(
        Action action, @Nullable LocalDate night, @Nullable LocalDate top) {

    static final String MARK = "hi";

    private static final Pattern FORM = Pattern.compile("([a-z])([0-9]{8})?([0-9]{8})?");

    enum Action {
        /** The page of the newest nights. */
        NEWEST('t', false),
        /** The page of nights up to that one. */
        UP_TO('o', true),
        /** The page of nights from that one on. */
        FROM('n', true),
        VIEW('v', true),
        EDIT('e', true),
        /** Also if a quiz is open. */
        EDIT_ANYWAY('f', true),
        ASK_DELETE('d', true),
        DELETE('x', true),
        /** The nights that are missing. */
        MISSING('a', false),
        ADD('m', true),
        /** Also if a quiz is open. */
        ADD_ANYWAY('k', true);

        private final char letter;
        private final boolean needsNight;

        Action(char letter, boolean needsNight) {
            this.letter = letter;
            this.needsNight = needsNight;
        }
    }

    static HistoryTap newest() {
        return new HistoryTap(Action.NEWEST, null, null);
    }

    static HistoryTap of(Action action, LocalDate night) {
        return new HistoryTap(action, night, null);
    }

    HistoryTap instead(Action other) {
        return new HistoryTap(other, night, top);
    }

    String data() {
        return MARK + ":" + action.letter + (action.needsNight ? date(night) : "") + date(top);
    }

    private static String date(@Nullable LocalDate date) {
        return date == null ? "" : date.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** @param data without the mark and its colon */
    static Optional<HistoryTap> read(String data) {
        Matcher form = FORM.matcher(data);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate first = date(form.group(2));
            LocalDate second = date(form.group(3));
            return Arrays.stream(Action.values())
                    .filter(action -> action.letter == form.group(1).charAt(0))
                    .filter(action -> action.needsNight ? first != null : second == null)
                    .map(action -> action.needsNight
                            ? new HistoryTap(action, first, second)
                            : new HistoryTap(action, null, first))
                    .findFirst();
        } catch (DateTimeParseException noDate) { // made up by a client
            return Optional.empty();
        }
    }

    private static @Nullable LocalDate date(@Nullable String digits) {
        return digits == null ? null : LocalDate.parse(digits, DateTimeFormatter.BASIC_ISO_DATE);
    }
}
