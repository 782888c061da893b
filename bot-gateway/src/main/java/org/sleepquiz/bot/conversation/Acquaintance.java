package org.sleepquiz.bot.conversation;

import java.util.Optional;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.Person;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QueryReply;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;

/** Whom we talk with, and in which language. */
public final class Acquaintance {

    private final Inbox inbox;
    private final CommandSide commandSide;
    private final QuerySide querySide;

    public Acquaintance(Inbox inbox, CommandSide commandSide, QuerySide querySide) {
        this.inbox = inbox;
        this.commandSide = commandSide;
        this.querySide = querySide;
    }

    /**
     * What the person has chosen, as it is remembered; somebody who is not known yet is registered.
     *
     * @return empty if the query-side does not answer
     * @throws NotNow if a new person cannot be stored now
     */
    public Optional<Settings> remembered(Incoming incoming) {
        QueryReply<Settings> known = querySide.settings(incoming.telegramId());
        return known.isUnknownUser() ? Optional.of(settings(incoming)) : known.value();
    }

    public FirstContact firstContact(Incoming incoming) {
        return new FirstContact(incoming.clientLanguage(), null);
    }

    /**
     * Makes sure that the person exists, and learns what they have chosen.
     *
     * @throws NotNow if that cannot be stored now
     */
    public Settings settings(Incoming incoming) {
        CommandReply reply = commandSide.send(new RegisterUserCommand(incoming.telegramId(), firstContact(incoming)));
        if (reply instanceof Person person) {
            return person.settings();
        }
        throw NotNow.unless(reply);
    }

    /**
     * Makes sure that the person exists, and learns their language.
     *
     * @throws NotNow if that cannot be stored now
     */
    public Language register(Incoming incoming) {
        return settings(incoming).language();
    }

    /** The language in which they were last spoken to, else their client's; makes nobody. */
    public Language lastLanguage(Incoming incoming) {
        return inbox.lastLanguage(incoming.userId()).orElseGet(incoming::clientLanguage);
    }

    /**
     * What is said to a question that cannot be answered now; makes nobody.
     *
     * @param again the data of the button that asks the same
     */
    public Answer notNow(Incoming incoming, String again) {
        Language language = lastLanguage(incoming);
        return Answer.browsing(Screens.in(language).notNow(again), language);
    }
}
