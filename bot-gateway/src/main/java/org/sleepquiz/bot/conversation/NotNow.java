package org.sleepquiz.bot.conversation;

import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.Refused;
import org.sleepquiz.bot.sides.CommandReply.TryLater;

/** Thrown past all that follows when nothing can be stored now: the update is kept and the person told so. */
public final class NotNow extends RuntimeException {

    private final transient TryLater reply;

    public NotNow(TryLater reply) {
        super(reply.reason());
        this.reply = reply;
    }

    TryLater reply() {
        return reply;
    }

    /** What to throw at a reply that is not the one hoped for: this, or a failure if the contract does not know the reply. */
    public static RuntimeException unless(CommandReply reply) {
        return reply instanceof TryLater later ? new NotNow(later) : new UnexpectedReply(reply);
    }

    /** A reply that the contract does not know for that command. */
    private static final class UnexpectedReply extends RuntimeException {
        UnexpectedReply(CommandReply reply) {
            super(
                    reply instanceof Refused refused
                            ? "status=" + refused.status() + " code=" + refused.code()
                            : reply.getClass().getSimpleName());
        }
    }
}
