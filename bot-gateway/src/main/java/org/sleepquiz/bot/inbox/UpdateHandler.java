package org.sleepquiz.bot.inbox;

/** Handles updates. Called for one update of a user at a time, and again after a crash: twice must have the effect of once. */
public interface UpdateHandler {

    /** Whatever is thrown is a failure; after some of them the update is parked. */
    Outcome handle(KeptUpdate update);

    /** The update has failed for the last time: the person can be told. */
    void gaveUp(KeptUpdate update, Throwable cause);
}
