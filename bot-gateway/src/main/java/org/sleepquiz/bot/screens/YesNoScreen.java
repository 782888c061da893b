package org.sleepquiz.bot.screens;

import java.util.List;
import org.sleepquiz.bot.taps.Tap.Answer;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.YesNo;

/** Asks for yes or no. */
final class YesNoScreen {

    private YesNoScreen() {}

    static Screen of(QuestionFrame frame) {
        Keyboard keyboard = new Keyboard(2);
        for (YesNo value : List.of(new YesNo(true), new YesNo(false))) {
            keyboard.add(
                    AnswerText.of(frame.texts(), value),
                    new Answer(frame.quiz().quizId(), frame.question(), value, frame.pending()));
        }
        return frame.around(keyboard, null);
    }
}
