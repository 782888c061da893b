package org.sleepquiz.bot.screens;

import java.util.List;
import java.util.stream.Collectors;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.bot.telegram.Telegram.BotCommand;

/** All there is to do here: every command with what it does. */
final class HelpScreen {

    private HelpScreen() {}

    static Screen of(Texts texts, List<BotCommand> commands) {
        String list = commands.stream()
                .map(command -> texts.html("help.command", command.command(), command.description()))
                .collect(Collectors.joining("\n"));
        return new Screen(String.join("\n\n", texts.html("help.title"), list, texts.html("help.hint")), List.of());
    }
}
