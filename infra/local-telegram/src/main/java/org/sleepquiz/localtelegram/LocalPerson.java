package org.sleepquiz.localtelegram;

import java.util.List;

/** A person with a private chat with the bot; does what a thumb can do in Telegram, and sees what it can see. */
public final class LocalPerson {

    private final long userId;
    private final Memory memory;
    private final Conversations conversations;
    private final ChatEvents events;

    LocalPerson(long userId, Memory memory, Conversations conversations, ChatEvents events) {
        this.userId = userId;
        this.memory = memory;
        this.conversations = conversations;
        this.events = events;
    }

    /** The Telegram user id, also the id of the private chat. */
    public long userId() {
        return userId;
    }

    /**
     * Sends a message; unblocks the bot first if need be. More than 4096 UTF-16 units become several messages.
     *
     * @throws IllegalArgumentException if there is nothing but white space
     */
    public void types(String text) {
        conversations.types(userId, text);
    }

    /**
     * Taps the newest button with exactly that label, under a message or else below the field in which they write.
     *
     * @throws IllegalStateException if no message has such a button; names those there are
     */
    public void taps(String buttonText) {
        conversations.taps(userId, buttonText);
    }

    /**
     * Shares a place, as a button that requests the location does.
     *
     * @param latitude degrees north, -90 to 90
     * @param longitude degrees east, -180 to 180
     */
    public void sharesLocation(double latitude, double longitude) {
        conversations.sharesLocation(userId, latitude, longitude);
    }

    /** The labels below the field in which they write, row by row; empty if the bot has put none there. */
    public List<List<String>> replyKeyboard() {
        return conversations.replyKeyboard(userId);
    }

    /**
     * The bytes of a photo or document.
     *
     * @throws IllegalArgumentException if its message is gone
     */
    public byte[] opens(Attachment attachment) {
        return memory.files()
                .get(attachment.fileId())
                .orElseThrow(() -> new IllegalArgumentException("No file " + attachment.fileId()));
    }

    /** A tap with that data on that message, even if the button or the message is gone by now. */
    public void tapsData(String callbackData, long messageId) {
        conversations.tapsData(userId, callbackData, messageId);
    }

    /**
     * Changes a message of their own.
     *
     * @throws IllegalArgumentException if it is not theirs
     */
    public void edits(long messageId, String text) {
        conversations.edits(userId, messageId, text);
    }

    /** The chat as it stands, oldest first; at most the last 500. */
    public List<ChatMessage> messages() {
        synchronized (memory) {
            return conversations.chat(userId).messages.values().stream()
                    .map(Chat.Message::seen)
                    .toList();
        }
    }

    /**
     * The newest message of either side.
     *
     * @throws IllegalStateException if the chat is empty
     */
    public ChatMessage lastMessage() {
        List<ChatMessage> messages = messages();
        if (messages.isEmpty()) {
            throw new IllegalStateException("The chat of " + userId + " is empty");
        }
        return messages.get(messages.size() - 1);
    }

    /** The texts their taps were answered with since the start, one per answered tap, "" for a silent one. */
    public List<String> toasts() {
        return events.toasts(userId);
    }

    /** Taps whose button would still show a spinner. */
    public int unansweredTaps() {
        synchronized (memory) {
            return (int) memory.callbacks().stream()
                    .filter(callback -> callback.userId() == userId && !callback.answered())
                    .count();
        }
    }

    /** From now on the bot's messages to them are refused with 403. */
    public void blocksBot() {
        conversations.blocks(userId, true);
    }

    /** Lets the bot write again; nothing if it was not blocked. */
    public void unblocksBot() {
        conversations.blocks(userId, false);
    }
}
