package org.sleepquiz.bot.screens;

import org.sleepquiz.bot.taps.Tap.Answer;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.NightWakings;

/** Asks how often the person woke. */
final class WakingsScreen {

    private WakingsScreen() {}

    static Screen of(QuestionFrame frame) {
        Keyboard keyboard = new Keyboard(1);
        for (NightWakings wakings : NightWakings.values()) {
            Wakings value = new Wakings(wakings);
            keyboard.add(
                    AnswerText.of(frame.texts(), value),
                    new Answer(frame.quiz().quizId(), frame.question(), value, frame.pending()));
        }
        return frame.around(keyboard, null);
    }
}
