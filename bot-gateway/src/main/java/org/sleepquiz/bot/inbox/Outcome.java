package org.sleepquiz.bot.inbox;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.telegram.Incoming;
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

    /**
     * It has taken effect, and only its screen is missing. Whoever taps faster than Telegram takes edits need not see every
     * screen in between, only the last one of a message.
     */
    non-sealed interface Unshown extends Outcome {

        /** Whether that update may be handled before this is shown, since what it shows will most likely cover this. */
        boolean mayWaitFor(Incoming next);

        /** Whether showing this makes it needless to show what came before. */
        boolean covers(Unshown earlier);

        /**
         * Shows it. Whatever is thrown is a failure of the update, which is then handled anew as a whole.
         *
         * @param covered what is never shown because of this, oldest first
         * @return what is left: nothing, or to try again
         */
        Outcome show(List<Unshown> covered);
    }
}
