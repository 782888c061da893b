package org.sleepquiz.bot.announcing;

import java.util.Set;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.messages.Language;

/** Which commands there are, in every language. Until Telegram has heard people can type them anyway. */
public class CommandMenu extends Announcement {

    private final Telegram telegram;
    private final Set<String> answered;

    /** @param answered the commands that there are */
    public CommandMenu(Telegram telegram, BackOff backOff, Set<String> answered) {
        super("commands", backOff);
        this.telegram = telegram;
        this.answered = Set.copyOf(answered);
    }

    @Override
    protected void announce() {
        telegram.offerCommands(null, Screens.in(Language.EN).commands(answered));
        for (Language language : Language.values()) {
            telegram.offerCommands(language, Screens.in(language).commands(answered));
        }
    }
}
