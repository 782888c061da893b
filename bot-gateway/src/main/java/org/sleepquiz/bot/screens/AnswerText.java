package org.sleepquiz.bot.screens;

import java.util.stream.Collectors;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;

/** An answer in words. */
public final class AnswerText {

    private AnswerText() {}

    public static String of(Texts texts, AnswerValue value) {
        if (value instanceof ClockTime clock) {
            return clock.json();
        } else if (value instanceof Duration duration) {
            return texts.plain("duration." + duration.bin());
        } else if (value instanceof Wakings wakings) {
            return texts.plain("wakings." + wakings.wakings());
        } else if (value instanceof Rating rating) {
            return texts.plain("rating", rating.points());
        } else if (value instanceof YesNo answer) {
            return texts.plain(answer.yes() ? "yes" : "no");
        }
        Disruptions disruptions = (Disruptions) value;
        return disruptions.disruptions().isEmpty()
                ? texts.plain("disruption.none")
                : disruptions.disruptions().stream()
                        .map(disruption -> texts.plain("disruption." + disruption))
                        .collect(Collectors.joining(", "));
    }
}
