package org.sleepquiz.bot.data;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a button about a person's data asks for. */
sealed interface DataTap {

    String MARK = "me";

    /** How long a confirmation can be given. */
    Duration VALID = Duration.ofMinutes(10);

    /** Send everything. */
    record Export() implements DataTap {}

    /** Leave everything as it is. */
    record Keep() implements DataTap {}

    /**
     * Erase everything.
     *
     * @param askedAt when it was asked whether that is really meant, to the second
     */
    record Erase(Instant askedAt) implements DataTap {

        boolean isValid(Instant tappedAt) {
            return tappedAt.isBefore(askedAt.plus(VALID));
        }
    }

    Pattern ERASE = Pattern.compile("e([0-9]{1,11})");

    default String data() {
        if (this instanceof Erase erase) {
            return MARK + ":e" + erase.askedAt().getEpochSecond();
        }
        return MARK + (this instanceof Export ? ":x" : ":k");
    }

    /** @param data without the mark and its colon */
    static Optional<DataTap> read(String data) {
        Matcher erase = ERASE.matcher(data);
        if (erase.matches()) {
            return Optional.of(new Erase(Instant.ofEpochSecond(Long.parseLong(erase.group(1)))));
        }
        return switch (data) {
            case "x" -> Optional.of(new Export());
            case "k" -> Optional.of(new Keep());
            default -> Optional.empty();
        };
    }
}
