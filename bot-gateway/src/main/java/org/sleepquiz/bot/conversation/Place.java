package org.sleepquiz.bot.conversation;

/** Where an answer goes. */
public sealed interface Place {

    Place HERE = new Here();
    Place BROWSING = new Browsing();
    Place ASIDE = new Aside();

    /**
     * Into the message that was tapped, or a new one if something was typed. It becomes what the person is at: what they type
     * next is meant for it.
     */
    record Here() implements Place {}

    /** Into the message that was tapped, or a new one; what the person is at stays as it is. */
    record Browsing() implements Place {}

    /** Into that message, which becomes what the person is at. */
    record In(long messageId) implements Place {}

    /** A message of its own; what the person is at stays as it is. */
    record Aside() implements Place {}
}
