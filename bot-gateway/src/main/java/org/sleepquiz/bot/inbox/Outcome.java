package org.sleepquiz.bot.inbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Language;

/** How handling an update ended, if it did not fail. */
public sealed interface Outcome {

    /**
     * It is done.
     *
     * @param messageId the message that shows the outcome; null if none does
     * @param shown the button that would show the same again; null if none would
     * @param language the person's, if it was learnt
     */
    record Done(
            @Nullable Long messageId,
            @Nullable String shown,
            @Nullable Language language) implements Outcome {}

    /**
     * Somebody else is down or wants us to wait; this is nobody's fault and is tried until it gets through.
     *
     * @param reason a code
     * @param pause the least time to wait; null for the usual back-off
     */
    record TryAgain(String reason, @Nullable Duration pause) implements Outcome {}
}
