package org.sleepquiz.command.quiz;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;

/** Why a command changed nothing. Nothing of a refused command is stored. */
public sealed interface Refusal {

    /**
     * The quiz takes no more answers, or was never known while another one is open.
     *
     * @param quiz as it stands; null if it is not known
     */
    record QuizClosed(@Nullable QuizState quiz) implements Refusal {}

    /**
     * The answers do not make a night.
     *
     * @param questions to be looked at again
     * @param quiz as it stands, still open and without the refused answer; null if the night was recorded at once
     */
    record ImplausibleNight(
            List<Question> questions, @Nullable QuizState quiz) implements Refusal {}

    /**
     * A point in time that no diary can hold: in the future, or before the year {@value Diary#FIRST_YEAR}.
     *
     * @param field which part of the command it was
     */
    record OutsideDiary(String field) implements Refusal {}

    /** Nobody to be erased: we have never heard of them, or they are erased already. */
    record UnknownUser() implements Refusal {}

    /** A prompt was to be put off that has not been sent. */
    record NotPrompted() implements Refusal {}

    /** The prompt comes no more: it was put off before, its night has its entry, or prompts are no longer wanted. */
    record SnoozeOver() implements Refusal {}

    /**
     * A whole night was to be recorded and some of its answers are missing.
     *
     * @param questions those without an answer
     */
    record IncompleteNight(List<Question> questions) implements Refusal {}
}
