package org.sleepquiz.bot.taps;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.Question;

/**
 * What a button asks for. Where a tap carries {@code pending}, that is the alertness chosen before the review: the last
 * answer is sent only with Submit, and until then the buttons carry it.
 */
public sealed interface Tap {

    /** Show a question, to answer it for the first time or anew. */
    record Ask(UUID quiz, Question question, @Nullable Rating pending) implements Tap {}

    /** Show the quarters of an hour, 0 to 23. */
    record PickHour(
            UUID quiz,
            Question question,
            int hour,
            @Nullable Rating pending) implements Tap {
        public PickHour {
            if (hour < 0 || hour > 23) {
                throw new IllegalArgumentException("an hour goes from 0 to 23");
            }
        }
    }

    /** Answer a question. */
    record Answer(
            UUID quiz,
            Question question,
            AnswerValue value,
            @Nullable Rating pending) implements Tap {
        public Answer {
            if (!question.accepts(value)) {
                throw new IllegalArgumentException(question + " does not take this value");
            }
        }
    }

    /** Show the disruptions with these ticked; nothing is answered yet. */
    record Tick(UUID quiz, Set<Disruption> ticked, @Nullable Rating pending) implements Tap {
        public Tick {
            ticked = Set.copyOf(ticked);
        }
    }

    /** Show the review of all answers. */
    record Review(UUID quiz, Rating alertness) implements Tap {}

    /** Give the last answer, which completes the quiz. */
    record Submit(UUID quiz, Rating alertness) implements Tap {}

    /** Ask whether the quiz is really to be cancelled. */
    record AskCancel(UUID quiz, Question question, @Nullable Rating pending) implements Tap {}

    /** Cancel the quiz. */
    record Cancel(UUID quiz) implements Tap {}

    /** Go on with an open quiz where it stands. */
    record Continue(UUID quiz) implements Tap {}

    /** Abandon an open quiz and begin a new one. */
    record StartOver(UUID quiz) implements Tap {}

    /** Begin a quiz. */
    record Start() implements Tap {}

    /** The tap as a button's callback data, at most 64 bytes of ASCII. */
    default String data() {
        return CallbackData.write(this);
    }

    /** The tap that a button's callback data means; empty if it is none of ours. */
    static Optional<Tap> of(@Nullable String data) {
        return CallbackData.read(data);
    }
}
