package org.sleepquiz.bot.sides;

import java.time.Duration;
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

    /** Nothing was stored: the quiz takes no answers any more. */
    record QuizClosed(@Nullable QuizState quiz) implements CommandReply {}

    /** Nothing was stored: the answer would have made a night that cannot have been. */
    record Implausible(List<Question> questions, @Nullable QuizState quiz) implements CommandReply {}

    /** Nothing can be stored now; the same command later may be. */
    record TryLater(String reason, @Nullable Duration retryAfter) implements CommandReply {}

    /** Nothing was stored, and the same command would be refused again: it is our mistake. */
    record Refused(int status, String code) implements CommandReply {}
}
