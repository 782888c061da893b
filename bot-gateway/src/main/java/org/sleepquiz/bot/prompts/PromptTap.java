package org.sleepquiz.bot.prompts;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a button of a prompt asks for.
 *
 * @param action a letter
 * @param about the night that the prompt asks about
 * @param again whether the prompt came again after a snooze, which can be had once
 * @param days how long prompts are paused; 0 where that is not said
 */
record PromptTap(Action action, LocalDate about, boolean again, int days) {

    static final String MARK = "pr";

    /** The pauses that are offered, in days. */
    static final List<Integer> PAUSES = List.of(1, 3, 7);

    private static final Pattern FORM = Pattern.compile("([a-z])([0-9]{8})(a|r)([0-9]?)");

    enum Action {
        /** The prompt itself, as it was sent. */
        SHOW('s'),
        SNOOZE('z'),
        ASK_PAUSE('p'),
        PAUSE('d'),
        RESUME('r');

        private final char letter;

        Action(char letter) {
            this.letter = letter;
        }
    }

    PromptTap instead(Action other) {
        return new PromptTap(other, about, again, 0);
    }

    PromptTap pausing(int forDays) {
        return new PromptTap(Action.PAUSE, about, again, forDays);
    }

    String data() {
        return MARK + ":" + action.letter + about.format(DateTimeFormatter.BASIC_ISO_DATE) + (again ? 'r' : 'a')
                + (days == 0 ? "" : days);
    }

    /** @param data without the mark and its colon */
    static Optional<PromptTap> read(String data) {
        Matcher form = FORM.matcher(data);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate about = LocalDate.parse(form.group(2), DateTimeFormatter.BASIC_ISO_DATE);
            int days = form.group(4).isEmpty() ? 0 : Integer.parseInt(form.group(4));
            for (Action action : Action.values()) {
                if (action.letter == form.group(1).charAt(0) && (action == Action.PAUSE) == PAUSES.contains(days)) {
                    return Optional.of(
                            new PromptTap(action, about, form.group(3).equals("r"), days));
                }
            }
            return Optional.empty();
        } catch (DateTimeParseException noDate) { // made up by a client
            return Optional.empty();
        }
    }
}
