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
        Keyboard keyboard = new Keyboard(2)
                .add(texts.plain("button.continue"), new Continue(quiz.quizId()))
                .add(texts.plain("button.start-over"), new StartOver(quiz.quizId()));
        return new Screen(texts.html("open-quiz", answered(quiz), Question.COUNT), keyboard.rows());
    }

    /** Before another night can be told of: go on with this one first, or set it aside. */
    static Screen before(Texts texts, QuizState quiz, String instead) {
        Keyboard keyboard = new Keyboard(1)
                .add(texts.plain("button.continue"), new Continue(quiz.quizId()))
                .add(texts.plain("button.set-aside"), instead);
        return new Screen(texts.html("open-quiz-before", answered(quiz), Question.COUNT), keyboard.rows());
    }

    private static long answered(QuizState quiz) {
        return quiz.answers().byQuestion().keySet().stream()
                .mapToInt(Question::number)
                .distinct()
                .count();
    }
}
