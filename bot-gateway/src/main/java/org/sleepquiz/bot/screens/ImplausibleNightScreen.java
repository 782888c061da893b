package org.sleepquiz.bot.screens;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.taps.Tap.Ask;
import org.sleepquiz.bot.taps.Tap.AskCancel;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;

/** For a night that cannot have been: names the questions to look at again, each with a button. */
final class ImplausibleNightScreen {

    private ImplausibleNightScreen() {}

    static Screen of(
            Texts texts, UUID quizId, List<Question> questions, @Nullable QuizState quiz, @Nullable Rating alertness) {
        List<String> lines = new ArrayList<>();
        lines.add(texts.html("implausible"));
        lines.add("");
        Keyboard keyboard = new Keyboard(1);
        for (Question question : questions) {
            String label = texts.plain("label." + question);
            if (quiz != null) {
                quiz.answers()
                        .to(question)
                        .ifPresent(value -> lines.add(texts.html("review.line", label, AnswerText.of(texts, value))));
            }
            keyboard.add(texts.plain("button.edit", label), new Ask(quizId, question, alertness));
        }
        keyboard.addRow(texts.plain("button.cancel"), new AskCancel(quizId, Question.ALERTNESS, alertness));
        return new Screen(String.join("\n", lines).strip(), keyboard.rows());
    }
}
