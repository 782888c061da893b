package org.sleepquiz.bot.conversation;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.Inbox.Shown;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Located;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;

/**
 * A part of the conversation: the commands, the buttons and the questions of one subject. Chapters know nothing of one another;
 * a bean of this type is a chapter. It keeps nothing in memory: a button says all that is needed to answer it, and what a person
 * is being asked is the button's data in {@link Answer#shown()}, which comes back as {@link Shown}.
 *
 * <p>Whatever a method does is done again when Telegram or a node repeats itself, and must be harmless then. It throws
 * {@link NotNow} if a command cannot be stored now: the update stays in the inbox, the person is told so, and it is done later.
 */
public interface Chapter {

    /** The commands it answers, in lower case and without the slash. */
    default Set<String> commands() {
        return Set.of();
    }

    /** @param argument what follows the command, without the space between; empty if nothing does */
    default Answer command(Said said, String command, String argument) {
        throw new UnsupportedOperationException("answers no commands");
    }

    /**
     * How the data of its buttons begins, up to a colon: some lower-case letters that no other chapter has. The empty one is the
     * quiz's, whose buttons have no colon; null for a chapter without buttons. Buttons live in people's chats for years, so it never
     * changes.
     */
    default @Nullable String mark() {
        return null;
    }

    /**
     * Whether its buttons are also answered to people who are not known. An answer must not make them known then: their data may
     * have been erased.
     */
    default boolean answersStrangers() {
        return false;
    }

    /**
     * Answers a button.
     *
     * @param data the button's, without the mark and its colon
     * @return empty if it is no button of this chapter, or none any more
     */
    default Optional<Answer> tap(Tapped tapped, String data) {
        return Optional.empty();
    }

    /** Answers a place that was shared although nobody asked for it; empty if this chapter has no use for one. */
    default Optional<Answer> place(Located located) {
        return Optional.empty();
    }

    /**
     * Answers what is neither a command nor a button, while this chapter's screen is what the person is at.
     *
     * @param before the screen, with its data whole
     * @return empty if that is no answer to what the screen asks
     */
    default Optional<Answer> message(Incoming incoming, Shown before) {
        return Optional.empty();
    }
}
