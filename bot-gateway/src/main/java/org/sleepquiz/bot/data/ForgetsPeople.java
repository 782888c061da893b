package org.sleepquiz.bot.data;

/** Keeps something of people in the gateway, and lets go of it: each bean of this type is asked when a person is erased. */
public interface ForgetsPeople {

    /** Deletes all that is kept of the person; harmless if there is nothing. */
    void forget(long userId);
}
