package org.sleepquiz.bot.prompts;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.conversation.Answer;
import org.sleepquiz.bot.conversation.Chapter;
import org.sleepquiz.bot.conversation.NotNow;
import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.Person;
import org.sleepquiz.bot.sides.CommandReply.QuizClosed;
import org.sleepquiz.bot.sides.CommandReply.Refused;
import org.sleepquiz.bot.sides.CommandReply.Snoozed;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.sleepquiz.messages.UserSleepCommand.SnoozePromptCommand;

/** Answers the buttons under a prompt, but for the one that starts the quiz. */
final class PromptChapter implements Chapter {

    private final Acquaintance acquaintance;
    private final CommandSide commandSide;

    PromptChapter(Acquaintance acquaintance, CommandSide commandSide) {
        this.acquaintance = acquaintance;
        this.commandSide = commandSide;
    }

    @Override
    public String mark() {
        return PromptTap.MARK;
    }

    @Override
    public Optional<Answer> tap(Tapped tapped, String data) {
        return PromptTap.read(data).map(tap -> switch (tap.action()) {
            case SHOW -> {
                Settings settings = acquaintance.settings(tapped);
                yield sees(settings, screens(settings).prompt(tap.about(), tap.again()));
            }
            case ASK_PAUSE -> {
                Settings settings = acquaintance.settings(tapped);
                yield sees(settings, screens(settings).askPause(tap));
            }
            case SNOOZE -> snooze(tapped, tap);
            case PAUSE -> pause(tapped, tap);
            case RESUME -> resume(tapped);
        });
    }

    private Answer snooze(Tapped tapped, PromptTap tap) {
        CommandReply reply = commandSide.send(new SnoozePromptCommand(tapped.telegramId(), tap.about()));
        boolean over = reply instanceof QuizClosed || reply instanceof Refused refused && refused.isNotFound();
        if (!over && !(reply instanceof Snoozed)) {
            throw NotNow.unless(reply);
        }
        Settings settings = acquaintance.settings(tapped);
        return sees(
                settings,
                reply instanceof Snoozed snoozed
                        ? screens(settings)
                                .snoozed(snoozed.until()
                                        .atZone(settings.timeZone())
                                        .toLocalTime())
                        : screens(settings).notSnoozed());
    }

    /** Today's prompt has come: a pause of one day leaves out tomorrow's. */
    private Answer pause(Tapped tapped, PromptTap tap) {
        Settings before = acquaintance.settings(tapped);
        LocalDate until = today(tapped, before).plusDays(tap.days() + 1L);
        Settings settings = changed(tapped, until);
        return sees(settings, screens(settings).paused(tap, until));
    }

    private Answer resume(Tapped tapped) {
        Settings before = acquaintance.settings(tapped);
        Settings settings = changed(tapped, today(tapped, before));
        return sees(settings, screens(settings).resumed());
    }

    private Settings changed(Tapped tapped, @Nullable LocalDate pausedUntil) {
        CommandReply reply = commandSide.send(
                new ChangeSettingsCommand(tapped.telegramId(), null, null, null, null, null, null, null, pausedUntil));
        if (reply instanceof Person person) {
            return person.settings();
        }
        throw NotNow.unless(reply);
    }

    private static LocalDate today(Tapped tapped, Settings settings) {
        return tapped.at().atZone(settings.timeZone()).toLocalDate();
    }

    private static PromptScreens screens(Settings settings) {
        return new PromptScreens(settings.language());
    }

    private static Answer sees(Settings settings, Screen screen) {
        return Answer.browsing(screen, settings.language());
    }
}
