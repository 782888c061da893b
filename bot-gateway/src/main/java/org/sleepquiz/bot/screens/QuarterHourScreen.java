package org.sleepquiz.bot.screens;

import java.time.LocalTime;
import java.util.Optional;
import org.sleepquiz.bot.taps.Tap.Answer;
import org.sleepquiz.bot.taps.Tap.Ask;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.ClockTime;

/** The second half of choosing a time: the four quarters of the hour, each a button with the whole time; nothing wraps around. */
final class QuarterHourScreen {

    private static final int QUARTER = 15;

    private QuarterHourScreen() {}

    static Screen of(QuestionFrame frame, int hour) {
        Keyboard keyboard = new Keyboard(4);
        for (int minute = 0; minute < 60; minute += QUARTER) {
            ClockTime time = new ClockTime(LocalTime.of(hour, minute));
            keyboard.add(time.json(), new Answer(frame.quiz().quizId(), frame.question(), time, frame.pending()));
        }
        QuestionFrame.Back otherHour = new QuestionFrame.Back(
                "button.other-hour", new Ask(frame.quiz().quizId(), frame.question(), frame.pending()));
        return frame.around(keyboard, frame.texts().html("hint.quarter"), Optional.of(otherHour));
    }
}
