package org.sleepquiz.bot.sides;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.Settings;

/** What came of a command. */
public sealed interface CommandReply {

    /**
     * It is durably stored.
     *
     * @param position of the user's newest event
     */
    record Quiz(QuizState state, OptionalLong position) implements CommandReply {}

    /** The user exists, with these settings. */
    record Person(Settings settings) implements CommandReply {}

    /**
     * What was to be done is done, and there is nothing to tell.
     *
     * @param position of the user's newest event
     */
    record Settled(OptionalLong position) implements CommandReply {}

    /** The prompt comes again. */
    record Snoozed(Instant until) implements CommandReply {}

    /** Nothing was stored: the quiz takes no answers any more, or the prompt is over. */
    record QuizClosed(@Nullable QuizState quiz) implements CommandReply {}

    /** Nothing was stored: the answer would have made a night that cannot have been. */
    record Implausible(List<Question> questions, @Nullable QuizState quiz) implements CommandReply {}

    /** Nothing can be stored now; the same command later may be. */
    record TryLater(String reason, @Nullable Duration retryAfter) implements CommandReply {}

    /** Nothing was stored, and the same command would be refused again: it is our mistake. */
    record Refused(int status, String code) implements CommandReply {

        /** There is no such person, or nothing of that kind of theirs. */
        public boolean isNotFound() {
            return status == 404;
        }
    }
}
