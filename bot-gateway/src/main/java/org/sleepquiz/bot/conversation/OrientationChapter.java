package org.sleepquiz.bot.conversation;

import java.util.Set;
import java.util.function.Supplier;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.messages.Language;

/** Says hello, and what there is to do here. */
public final class OrientationChapter implements Chapter {

    private final Acquaintance acquaintance;
    private final Supplier<Set<String>> allCommands;

    /** @param allCommands those of every chapter */
    public OrientationChapter(Acquaintance acquaintance, Supplier<Set<String>> allCommands) {
        this.acquaintance = acquaintance;
        this.allCommands = allCommands;
    }

    @Override
    public Set<String> commands() {
        return Set.of("start", "help");
    }

    @Override
    public Answer command(Said said, String command, String argument) {
        Language language = acquaintance.register(said);
        Screens screens = Screens.in(language);
        return Answer.aside(command.equals("start") ? screens.welcome() : screens.help(allCommands.get()), language);
    }
}
