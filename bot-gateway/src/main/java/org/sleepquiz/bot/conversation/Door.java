package org.sleepquiz.bot.conversation;

import java.util.Optional;
import org.sleepquiz.bot.telegram.Incoming;

/** Who may talk with the bot at all: asked before anything else is done. A bean of this type is a door. */
public interface Door {

    /** What is said to somebody who may not; empty for whoever may. */
    Optional<Answer> refusal(Incoming incoming);
}
