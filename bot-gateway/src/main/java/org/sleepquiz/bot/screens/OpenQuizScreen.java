package org.sleepquiz.bot.screens;

import org.sleepquiz.bot.taps.Tap.Continue;
import org.sleepquiz.bot.taps.Tap.StartOver;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;

/** For somebody who asks for a quiz while one is open: go on, or start over. */
final class OpenQuizScreen {

    private OpenQuizScreen() {}

    static Screen of(Texts texts, QuizState quiz) {
        long answered = quiz.answers().byQuestion().keySet().stream()
                .mapToInt(Question::number)
                .distinct()
                .count();
        Keyboard keyboard = new Keyboard(2)
                .add(texts.plain("button.continue"), new Continue(quiz.quizId()))
                .add(texts.plain("button.start-over"), new StartOver(quiz.quizId()));
        return new Screen(texts.html("open-quiz", answered, Question.COUNT), keyboard.rows());
    }
}
