package org.sleepquiz.bot.conversation;

import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.telegram.Message;
import org.sleepquiz.messages.Language;

/**
 * What to say to something that a person did.
 *
 * @param message to show
 * @param language the person's, as the command-side knows it
 * @param place where the message goes; what is no {@link org.sleepquiz.bot.telegram.Screen} goes into a message of its own
 * @param shown the button's data that would show the same again; null if none would
 * @param toast said in passing when the tap is acknowledged
 */
public record Answer(
        Message message,
        Language language,
        Place place,
        @Nullable String shown,
        @Nullable String toast) {

    /** One that leaves alone what the person is at, in a message of its own. */
    public static Answer aside(Message message, Language language) {
        return new Answer(message, language, Place.ASIDE, null, null);
    }

    /** One that leaves alone what the person is at, in the message that was tapped. */
    public static Answer browsing(Message message, Language language) {
        return new Answer(message, language, Place.BROWSING, null, null);
    }

    /** @param shown the button's data that would show the same again */
    public static Answer here(Message message, Language language, @Nullable String shown) {
        return new Answer(message, language, Place.HERE, shown, null);
    }

    public Answer at(Place otherPlace) {
        return new Answer(message, language, otherPlace, shown, toast);
    }

    public Answer saying(String otherToast) {
        return new Answer(message, language, place, shown, otherToast);
    }
}
