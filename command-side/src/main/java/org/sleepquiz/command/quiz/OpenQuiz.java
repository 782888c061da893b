package org.sleepquiz.command.quiz;

import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Question;

/**
 * The quiz that takes answers.
 *
 * @param startedAt when the person asked for it; the night is reckoned from here
 * @param timeZone the user's when it was started, in which its clock times are meant
 * @param answers given so far
 * @param touchedAt when something last happened to it
 */
record OpenQuiz(UUID quizId, Instant startedAt, ZoneId timeZone, Answers answers, Instant touchedAt) {

    static OpenQuiz started(UUID quizId, Instant startedAt, ZoneId timeZone, Instant now) {
        return new OpenQuiz(quizId, startedAt, timeZone, Answers.none(), now);
    }

    OpenQuiz with(Question question, AnswerValue value, Instant now) {
        return new OpenQuiz(quizId, startedAt, timeZone, answers.with(question, value), now);
    }

    /** Whether the answer would change nothing: it is held already, or its question is known not to be asked. */
    boolean needsNot(Question question, AnswerValue value) {
        return answers.with(question, value).equals(answers);
    }

    boolean isUntouchedSince(Instant then) {
        return !touchedAt.isAfter(then);
    }
}
