package org.sleepquiz.bot.screens;

import java.util.ArrayList;
import java.util.List;
import org.sleepquiz.bot.taps.Tap.Ask;
import org.sleepquiz.bot.taps.Tap.AskCancel;
import org.sleepquiz.bot.taps.Tap.Submit;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;

/** Before the last answer is sent: which night this is, all answers with a button to change each, and Submit. */
final class ReviewScreen {

    private ReviewScreen() {}

    static Screen of(Texts texts, QuizState quiz, Rating alertness) {
        Answers answers = quiz.answers().with(Question.ALERTNESS, alertness);
        List<String> lines = new ArrayList<>();
        lines.add(texts.html("review.title"));
        Night.of(answers, quiz.startedAt(), quiz.timeZone())
                .ifPresent(night -> lines.add(texts.html(
                        "review.night", texts.night(night.nightDate()), texts.length(night.bedAt(), night.wakeAt()))));
        lines.add("");
        lines.addAll(NightLines.answers(texts, answers));
        lines.add("");
        lines.add(texts.html("review.hint"));

        Keyboard keyboard = new Keyboard(2);
        answers.byQuestion()
                .keySet()
                .forEach(question -> keyboard.add(
                        texts.plain("button.edit", texts.plain("label." + question)),
                        new Ask(quiz.quizId(), question, alertness)));
        keyboard.addRow(texts.plain("button.submit"), new Submit(quiz.quizId(), alertness));
        keyboard.add(texts.plain("button.back"), new Ask(quiz.quizId(), Question.ALERTNESS, alertness));
        keyboard.add(texts.plain("button.cancel"), new AskCancel(quiz.quizId(), Question.ALERTNESS, alertness));
        return new Screen(String.join("\n", lines), keyboard.rows());
    }
}
