package org.sleepquiz.bot.screens;

import java.util.EnumSet;
import java.util.Set;
import org.sleepquiz.bot.taps.Tap.Answer;
import org.sleepquiz.bot.taps.Tap.Tick;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.Disruption;

/**
 * Asks for any of several: a tap on one ticks it or takes its tick away, Done answers with what is ticked. None excludes all
 * ticks, so it answers at once.
 */
final class DisruptionsScreen {

    private DisruptionsScreen() {}

    static Screen of(QuestionFrame frame, Set<Disruption> ticked) {
        Texts texts = frame.texts();
        Keyboard keyboard = new Keyboard(2);
        for (Disruption disruption : Disruption.values()) {
            String name = texts.plain("disruption." + disruption);
            keyboard.add(
                    ticked.contains(disruption) ? texts.plain("button.ticked", name) : name,
                    new Tick(frame.quiz().quizId(), toggled(ticked, disruption), frame.pending()));
        }
        keyboard.newRow();
        keyboard.add(texts.plain("button.none"), answer(frame, Set.of()));
        if (!ticked.isEmpty()) {
            keyboard.add(texts.plain("button.done"), answer(frame, ticked));
        }
        return frame.around(keyboard, texts.html("hint.disruptions"));
    }

    private static Answer answer(QuestionFrame frame, Set<Disruption> disruptions) {
        return new Answer(frame.quiz().quizId(), frame.question(), new Disruptions(disruptions), frame.pending());
    }

    private static Set<Disruption> toggled(Set<Disruption> ticked, Disruption disruption) {
        EnumSet<Disruption> toggled = EnumSet.noneOf(Disruption.class);
        toggled.addAll(ticked);
        if (!toggled.remove(disruption)) {
            toggled.add(disruption);
        }
        return toggled;
    }
}
