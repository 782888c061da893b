package org.sleepquiz.faults;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.UUID;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Question;

/** Something that a client was told to be stored: by a 2xx, or by a screen of the bot that could not be there otherwise. */
sealed interface Promise {

    String user();

    record Answer(String user, UUID quizId, Question question, AnswerValue value) implements Promise {}

    /** A whole night at once. */
    record WholeNight(String user, LocalDate nightDate, Answers answers) implements Promise {}

    record Settings(String user, int sleepNeedMinutes, LocalTime promptTime) implements Promise {}

    /** {@code X-Event-Position}: where in the log the user's newest event was said to be. */
    record Position(String user, long position) implements Promise {}
}
