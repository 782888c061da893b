package org.sleepquiz.bot.screens;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.taps.Tap.Ask;
import org.sleepquiz.bot.taps.Tap.AskCancel;
import org.sleepquiz.bot.taps.Tap.Review;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;

/**
 * What all question screens have in common: "3 of 8", the question, and the ways back and out.
 *
 * @param pending the alertness that was chosen before the review, if the person has been there
 */
record QuestionFrame(
        Texts texts,
        QuizState quiz,
        Question question,
        @Nullable Rating pending) {

    Screen around(Keyboard keyboard, @Nullable String hint) {
        return around(keyboard, hint, back());
    }

    /** The frame with another way back. */
    Screen around(Keyboard keyboard, @Nullable String hint, Optional<Back> back) {
        List<String> lines = new ArrayList<>();
        lines.add(texts.html("header", question.number(), Question.COUNT));
        PastNight.of(quiz).ifPresent(night -> lines.add(texts.html("past-night", texts.night(night))));
        lines.add(texts.html("question." + question));
        if (hint != null) {
            lines.add("");
            lines.add(hint);
        }
        keyboard.newRow();
        back.ifPresent(way -> keyboard.add(texts.plain(way.label()), way.tap()));
        keyboard.add(texts.plain("button.cancel"), new AskCancel(quiz.quizId(), question, pending));
        return new Screen(String.join("\n", lines), keyboard.rows());
    }

    /** A button that leads back. */
    record Back(String label, Tap tap) {}

    /** To the review for somebody who came from there, else to the question asked before. */
    private Optional<Back> back() {
        if (pending != null && reviewIsNext(quiz.answers()) && question != Question.ALERTNESS) {
            return Optional.of(new Back("button.review", new Review(quiz.quizId(), pending)));
        }
        return Stream.of(Question.values())
                .filter(earlier ->
                        earlier.compareTo(question) < 0 && quiz.answers().isAsked(earlier))
                .reduce((earlier, later) -> later)
                .map(previous -> new Back("button.back", new Ask(quiz.quizId(), previous, pending)));
    }

    /** Whether everything is answered but the alertness, which is sent last. */
    static boolean reviewIsNext(Answers answers) {
        return answers.missing().stream().allMatch(question -> question == Question.ALERTNESS);
    }
}
