package org.sleepquiz.bot.sides;

/** A side has done what it was asked to, but its reply cannot be read: the two are of different makes. */
public final class UnreadableReply extends RuntimeException {

    UnreadableReply(Throwable cause) {
        // the cause's message may quote the reply, and with it a person's answers
        super(cause.getClass().getSimpleName());
    }
}
