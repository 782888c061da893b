package org.sleepquiz.bot.data;

import java.time.Instant;
import java.util.List;
import org.sleepquiz.bot.inbox.Inbox;

/** Lets go of everything that the gateway keeps of a person. Doing it again is harmless. */
public final class Forgetting {

    private final Inbox inbox;
    private final List<ForgetsPeople> others;

    Forgetting(Inbox inbox, List<ForgetsPeople> others) {
        this.inbox = inbox;
        this.others = List.copyOf(others);
    }

    /** The person is erased; what they have done since that instant is somebody new's. */
    public void erased(long userId, Instant at) {
        inbox.forget(userId, at, true);
        others.forEach(keeper -> keeper.forget(userId));
    }

    /** The person is about to be told; only what is being handled just now is left, and goes with {@link #erased}. */
    void erasing(long userId, Instant at) {
        inbox.forget(userId, at, false);
        others.forEach(keeper -> keeper.forget(userId));
    }
}
