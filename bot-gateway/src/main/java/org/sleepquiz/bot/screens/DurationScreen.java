package org.sleepquiz.bot.screens;

import org.sleepquiz.bot.taps.Tap.Answer;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.DurationBin;

/** Asks for a length of time, by four bins. */
final class DurationScreen {

    private DurationScreen() {}

    static Screen of(QuestionFrame frame) {
        Keyboard keyboard = new Keyboard(2);
        for (DurationBin bin : DurationBin.values()) {
            Duration value = new Duration(bin);
            keyboard.add(
                    AnswerText.of(frame.texts(), value),
                    new Answer(frame.quiz().quizId(), frame.question(), value, frame.pending()));
        }
        return frame.around(keyboard, null);
    }
}
