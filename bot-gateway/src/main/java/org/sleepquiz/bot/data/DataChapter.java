package org.sleepquiz.bot.data;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.conversation.Answer;
import org.sleepquiz.bot.conversation.Chapter;
import org.sleepquiz.bot.conversation.NotNow;
import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.Refused;
import org.sleepquiz.bot.sides.CommandReply.Settled;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QueryReply;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.telegram.Documents;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand.EraseUserCommand;

/** A person's data: what is kept, the whole of it to take along, and its end. Taking and erasing make nobody. */
final class DataChapter implements Chapter {

    private final Acquaintance acquaintance;
    private final CommandSide commandSide;
    private final QuerySide querySide;
    private final Forgetting forgetting;

    DataChapter(Acquaintance acquaintance, CommandSide commandSide, QuerySide querySide, Forgetting forgetting) {
        this.acquaintance = acquaintance;
        this.commandSide = commandSide;
        this.querySide = querySide;
        this.forgetting = forgetting;
    }

    @Override
    public Set<String> commands() {
        return Set.of("privacy", "export", "delete_my_data");
    }

    @Override
    public String mark() {
        return DataTap.MARK;
    }

    @Override
    public boolean answersStrangers() {
        return true;
    }

    @Override
    public Answer command(Said said, String command, String argument) {
        return switch (command) {
            case "export" -> export(said);
            case "delete_my_data" -> askErase(said);
            default -> {
                Language language = acquaintance.register(said);
                yield Answer.aside(new DataScreens(language).privacy(), language);
            }
        };
    }

    @Override
    public Optional<Answer> tap(Tapped tapped, String data) {
        return DataTap.read(data).map(tap -> {
            if (tap instanceof DataTap.Export) {
                return export(tapped);
            }
            return tap instanceof DataTap.Erase erase ? erase(tapped, erase) : keep(tapped);
        });
    }

    private Answer export(Incoming incoming) {
        QueryReply<Settings> settings = querySide.settings(incoming.telegramId());
        if (settings.isUnknownUser()) {
            return nothingKept(incoming);
        }
        QueryReply<byte[]> csv = querySide.export(incoming.telegramId(), "csv");
        QueryReply<byte[]> json = querySide.export(incoming.telegramId(), "json");
        if (settings.value().isEmpty() || csv.value().isEmpty() || json.value().isEmpty()) {
            Answer notNow = acquaintance.notNow(incoming, new DataTap.Export().data());
            return Answer.aside(notNow.message(), notNow.language());
        }
        Language language = settings.value().get().language();
        DataScreens screens = new DataScreens(language);
        return Answer.aside(
                new Documents(List.of(
                        screens.csv(csv.value().get()),
                        screens.json(json.value().get()))),
                language);
    }

    private Answer nothingKept(Incoming incoming) {
        Language language = acquaintance.lastLanguage(incoming);
        return Answer.aside(new DataScreens(language).nothingKept(), language);
    }

    /** Asked also while the query-side is away: what is erased is decided by the command-side alone. */
    private Answer askErase(Said said) {
        QueryReply<Settings> settings = querySide.settings(said.telegramId());
        if (settings.isUnknownUser()) {
            return nothingKept(said);
        }
        Language language = settings.value().map(Settings::language).orElseGet(() -> acquaintance.lastLanguage(said));
        return Answer.aside(new DataScreens(language).askErase(said.at()), language);
    }

    private Answer keep(Tapped tapped) {
        Language language = acquaintance.lastLanguage(tapped);
        return Answer.browsing(new DataScreens(language).kept(), language);
    }

    private Answer erase(Tapped tapped, DataTap.Erase erase) {
        Language language = acquaintance.lastLanguage(tapped);
        DataScreens screens = new DataScreens(language);
        if (!erase.isValid(tapped.at())) {
            return Answer.browsing(screens.askedTooLongAgo(), language);
        }
        CommandReply reply = commandSide.send(new EraseUserCommand(tapped.telegramId()));
        boolean gone = reply instanceof Refused refused && refused.isNotFound(); // a second tap, or a second attempt
        if (!gone && !(reply instanceof Settled)) {
            throw NotNow.unless(reply);
        }
        forgetting.erasing(tapped.userId(), tapped.at());
        return Answer.browsing(screens.erased(), language).saying(screens.erasedToast());
    }
}
