package org.sleepquiz.bot.screens;

import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.taps.Tap.Answer;
import org.sleepquiz.bot.taps.Tap.Review;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Question;

/** Asks for a rating from 1 to 10. The last question's leads to the review and is sent only from there. */
final class RatingScreen {

    private static final int IN_A_ROW = 5;

    private RatingScreen() {}

    static Screen of(QuestionFrame frame) {
        Keyboard keyboard = new Keyboard(IN_A_ROW);
        for (int points = Rating.LOWEST; points <= Rating.HIGHEST; points++) {
            keyboard.add(String.valueOf(points), tap(frame, new Rating(points)));
        }
        return frame.around(keyboard, frame.texts().html("hint.rating." + frame.question()));
    }

    private static Tap tap(QuestionFrame frame, Rating rating) {
        return frame.question() == Question.ALERTNESS
                ? new Review(frame.quiz().quizId(), rating)
                : new Answer(frame.quiz().quizId(), frame.question(), rating, frame.pending());
    }
}
