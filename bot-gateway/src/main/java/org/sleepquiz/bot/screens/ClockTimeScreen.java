package org.sleepquiz.bot.screens;

import org.sleepquiz.bot.taps.Tap.Answer;
import org.sleepquiz.bot.taps.Tap.PickHour;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.Question;

/** Asks for a time of day: the likeliest as one tap, else the hour. */
final class ClockTimeScreen {

    private static final int HOURS = 24;
    private static final int HOURS_IN_A_ROW = 6;

    private ClockTimeScreen() {}

    static Screen of(QuestionFrame frame) {
        Texts texts = frame.texts();
        Question question = frame.question();
        Keyboard keyboard = new Keyboard(HOURS_IN_A_ROW);
        frame.quiz()
                .answers()
                .to(question)
                .or(() -> frame.quiz().suggested().to(question))
                .map(ClockTime.class::cast)
                .ifPresent(time -> keyboard.addRow(
                        texts.plain("button.suggested", time.json()),
                        new Answer(frame.quiz().quizId(), question, time, frame.pending())));
        for (int hour = 0; hour < HOURS; hour++) {
            keyboard.add("%02d".formatted(hour), new PickHour(frame.quiz().quizId(), question, hour, frame.pending()));
        }
        return frame.around(keyboard, texts.html("hint.clock"));
    }
}
