package org.sleepquiz.bot.conversation;

/** What the person did has taken effect, but its outcome could not be displayed: they must not be told that nothing was saved. */
public final class SavedNotShown extends RuntimeException {

    public SavedNotShown(Throwable cause) {
        super(cause.getClass().getSimpleName(), cause);
    }
}
