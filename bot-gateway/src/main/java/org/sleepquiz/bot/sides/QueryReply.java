package org.sleepquiz.bot.sides;

import java.util.Optional;
import java.util.function.Function;

/** What came of a question. */
public sealed interface QueryReply<T> {

    /** The answer. */
    record Known<T>(T answer) implements QueryReply<T> {}

    /** There is no such person, or no longer. */
    record UnknownUser<T>() implements QueryReply<T> {}

    /** No answer can be had now. */
    record Away<T>() implements QueryReply<T> {}

    /** The answer, if there is one. */
    default Optional<T> value() {
        return this instanceof Known<T> known ? Optional.of(known.answer()) : Optional.empty();
    }

    default boolean isAway() {
        return this instanceof Away<T>;
    }

    default boolean isUnknownUser() {
        return this instanceof UnknownUser<T>;
    }

    /** The answer in another form; what is no answer stays what it is. */
    default <R> QueryReply<R> map(Function<T, R> form) {
        if (this instanceof Known<T> known) {
            return new Known<>(form.apply(known.answer()));
        }
        return isUnknownUser() ? new UnknownUser<>() : new Away<>();
    }
}
