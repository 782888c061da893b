package org.sleepquiz.bot.screens;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.taps.Tap.Ask;
import org.sleepquiz.bot.taps.Tap.Cancel;
import org.sleepquiz.bot.taps.Tap.Review;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Question;

/** Asks whether the quiz is really to be cancelled; "no" leads back to where the person was. */
final class CancelQuizScreen {

    private CancelQuizScreen() {}

    static Screen of(Texts texts, UUID quiz, Question question, @Nullable Rating pending) {
        Tap no = question == Question.ALERTNESS && pending != null
                ? new Review(quiz, pending)
                : new Ask(quiz, question, pending);
        Keyboard keyboard = new Keyboard(2)
                .add(texts.plain("button.cancel-yes"), new Cancel(quiz))
                .add(texts.plain("button.cancel-no"), no);
        return new Screen(texts.html("cancel.question"), keyboard.rows());
    }
}
