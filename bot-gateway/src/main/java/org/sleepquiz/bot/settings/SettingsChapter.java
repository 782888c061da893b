package org.sleepquiz.bot.settings;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.conversation.Answer;
import org.sleepquiz.bot.conversation.Chapter;
import org.sleepquiz.bot.conversation.NotNow;
import org.sleepquiz.bot.conversation.Place;
import org.sleepquiz.bot.conversation.TypedTime;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.inbox.Inbox.Shown;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.settings.Wish.AskLocation;
import org.sleepquiz.bot.settings.Wish.PauseFor;
import org.sleepquiz.bot.settings.Wish.SetLanguage;
import org.sleepquiz.bot.settings.Wish.SetNeed;
import org.sleepquiz.bot.settings.Wish.SetReport;
import org.sleepquiz.bot.settings.Wish.SetTime;
import org.sleepquiz.bot.settings.Wish.SetWorkDays;
import org.sleepquiz.bot.settings.Wish.SetZone;
import org.sleepquiz.bot.settings.Wish.ShowAll;
import org.sleepquiz.bot.settings.Wish.ShowContinent;
import org.sleepquiz.bot.settings.Wish.ShowContinents;
import org.sleepquiz.bot.settings.Wish.ShowHours;
import org.sleepquiz.bot.settings.Wish.ShowLanguages;
import org.sleepquiz.bot.settings.Wish.ShowNeed;
import org.sleepquiz.bot.settings.Wish.ShowPattern;
import org.sleepquiz.bot.settings.Wish.ShowPause;
import org.sleepquiz.bot.settings.Wish.ShowQuarters;
import org.sleepquiz.bot.settings.Wish.ShowReport;
import org.sleepquiz.bot.settings.Wish.ShowWorkDays;
import org.sleepquiz.bot.settings.Wish.ShowZone;
import org.sleepquiz.bot.settings.Wish.SwitchPrompt;
import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.Person;
import org.sleepquiz.bot.sides.CommandReply.Refused;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.telegram.FarewellToRequest;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Located;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Message;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.bot.zones.ZoneCatalogue;
import org.sleepquiz.bot.zones.ZoneCatalogue.Found;
import org.sleepquiz.bot.zones.ZoneMap;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows and changes what a person has chosen. What is shown is what the command-side says it is, after each change as before, so that
 * nobody sees a setting that is not true yet. A change is told in the language that it leads to.
 */
class SettingsChapter implements Chapter {

    static final String MARK = "set";

    private static final Logger LOG = LoggerFactory.getLogger(SettingsChapter.class);

    private final Acquaintance acquaintance;
    private final CommandSide commandSide;
    private final QuerySide querySide;
    private final Inbox inbox;
    private final ZoneCatalogue zones;
    private final ZoneMap map;
    private final Clock clock;

    SettingsChapter(
            Acquaintance acquaintance,
            CommandSide commandSide,
            QuerySide querySide,
            Inbox inbox,
            ZoneCatalogue zones,
            ZoneMap map,
            Clock clock) {
        this.acquaintance = acquaintance;
        this.commandSide = commandSide;
        this.querySide = querySide;
        this.inbox = inbox;
        this.zones = zones;
        this.map = map;
        this.clock = clock;
    }

    @Override
    public Set<String> commands() {
        return Set.of("sleep_settings", "settings");
    }

    @Override
    public Answer command(Said said, String command, String argument) {
        return farewell(said, shown(said, acquaintance.settings(said), new ShowAll()));
    }

    @Override
    public String mark() {
        return MARK;
    }

    @Override
    public Optional<Answer> tap(Tapped tapped, String data) {
        return Wish.of(data).map(wish -> farewell(tapped, granted(tapped, wish)));
    }

    /** Shows, or changes and shows what has become of it. */
    private Answer granted(Incoming incoming, Wish wish) {
        Settings settings = acquaintance.settings(incoming);
        return change(incoming, settings, wish)
                .map(command -> changed(incoming, wish, command))
                .orElseGet(() -> shown(incoming, settings, wish));
    }

    // ---- what is typed or shared

    @Override
    public Optional<Answer> message(Incoming incoming, Shown before) {
        Optional<Wish> at = Wish.of(before.shown().substring(MARK.length() + 1));
        if (!(incoming instanceof Said said) || at.isEmpty() || said.text().isBlank()) {
            return Optional.empty();
        }
        if (at.get() instanceof AskLocation) {
            return Optional.of(farewell(said, isDeclining(said.text()) ? granted(said, new ShowZone()) : search(said)));
        }
        return typed(said, at.get()).map(answer -> answer.at(new Place.In(before.messageId())));
    }

    private Optional<Answer> typed(Said said, Wish at) {
        if (at instanceof ShowHours || at instanceof ShowQuarters) {
            return TypedTime.of(said.text()) instanceof TypedTime.Understood understood
                    ? Optional.of(granted(said, new SetTime(understood.time())))
                    : Optional.empty();
        } else if (at instanceof ShowZone || at instanceof ShowContinents || at instanceof ShowContinent) {
            return Optional.of(search(said));
        } else if (at instanceof ShowNeed) {
            OptionalInt minutes = TypedLength.minutes(said.text());
            return minutes.isPresent()
                            && minutes.getAsInt() >= Settings.LEAST_NEED
                            && minutes.getAsInt() <= Settings.MOST_NEED
                    ? Optional.of(granted(said, new SetNeed(minutes.getAsInt())))
                    : Optional.of(unclear(said, at, "settings.need.unclear"));
        } else if (at instanceof ShowPause) {
            return Optional.of(pause(said, acquaintance.settings(said)));
        }
        return Optional.empty();
    }

    /** The same question once more, with a word about what was typed. */
    private Answer unclear(Said said, Wish at, String key) {
        Settings settings = acquaintance.settings(said);
        Words words = words(settings);
        Screen question =
                at instanceof ShowNeed ? ChoiceScreen.need(words, settings) : ChoiceScreen.pause(words, settings);
        Screen screen = new Screen(words.texts().html(key) + "\n\n" + question.html(), question.keyboard());
        return here(screen, settings, at);
    }

    private Answer search(Said said) {
        Found found = zones.search(said.text());
        if (found.exact()) {
            return granted(said, new SetZone(found.zones().get(0)));
        }
        Settings settings = acquaintance.settings(said);
        Words words = words(settings);
        Screen screen = found.zones().isEmpty()
                ? ZoneScreen.notFound(words, said.text().strip())
                : ZoneScreen.choice(words, found.zones());
        return here(screen, settings, new ShowZone());
    }

    private static boolean isDeclining(String text) {
        return Stream.of(Language.values())
                .anyMatch(language ->
                        Texts.in(language).plain("button.settings.decline").equals(text.strip()));
    }

    /** The zone of a place is taken at once, whether it was asked for or not: what else is it shared for? */
    @Override
    public Optional<Answer> place(Located located) {
        Optional<ZoneId> zone = map.at(located.latitude(), located.longitude());
        if (zone.isPresent()) {
            return Optional.of(thanks(granted(located, new SetZone(zone.get()))));
        }
        Settings settings = acquaintance.settings(located);
        return Optional.of(thanks(here(ZoneScreen.unknownPlace(words(settings)), settings, new ShowZone())));
    }

    private Answer pause(Said said, Settings settings) {
        String text = said.text().strip();
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= PauseFor.MOST) {
            return granted(said, new PauseFor(Integer.parseInt(text)));
        }
        try {
            long days = ChronoUnit.DAYS.between(nextPrompt(said, settings), LocalDate.parse(text));
            if (days >= 0 && days <= PauseFor.MOST) {
                return granted(said, new PauseFor((int) days));
            }
        } catch (DateTimeParseException noDate) {
            LOG.debug("event=typed-pause-not-understood"); // as the person is told
        }
        return unclear(said, new ShowPause(), "settings.pause.unclear");
    }

    // ---- changing

    private static Optional<ChangeSettingsCommand> change(Incoming incoming, Settings settings, Wish wish) {
        String user = incoming.telegramId();
        ChangeSettingsCommand command = null;
        if (wish instanceof SwitchPrompt prompt) {
            command = new ChangeSettingsCommand(user, prompt.on(), null, null, null, null);
        } else if (wish instanceof SetTime set) {
            command = new ChangeSettingsCommand(user, null, set.time(), null, null, null);
        } else if (wish instanceof SetZone set) {
            command = new ChangeSettingsCommand(user, null, null, set.zone(), null, null);
        } else if (wish instanceof SetLanguage set) {
            command = new ChangeSettingsCommand(user, null, null, null, set.language(), null);
        } else if (wish instanceof SetNeed set) {
            command = new ChangeSettingsCommand(user, null, null, null, null, set.minutes());
        } else if (wish instanceof SetWorkDays set) {
            command = new ChangeSettingsCommand(user, null, null, null, null, null, set.days(), null, null);
        } else if (wish instanceof SetReport set) {
            command = new ChangeSettingsCommand(user, null, null, null, null, null, null, set.day(), null);
        } else if (wish instanceof PauseFor pause) {
            command = new ChangeSettingsCommand(
                    user, null, null, null, null, null, null, null, firstAfter(incoming, settings, pause));
        }
        return Optional.ofNullable(command);
    }

    /** The first date with a prompt again: so many prompts are left out, whether today's has come already or not. */
    private static LocalDate firstAfter(Incoming incoming, Settings settings, PauseFor pause) {
        return pause.days() == 0
                ? today(incoming, settings).toLocalDate()
                : nextPrompt(incoming, settings).plusDays(pause.days());
    }

    private static LocalDate nextPrompt(Incoming incoming, Settings settings) {
        ZonedDateTime now = today(incoming, settings);
        return now.toLocalTime().isBefore(settings.promptTime())
                ? now.toLocalDate()
                : now.toLocalDate().plusDays(1);
    }

    private static ZonedDateTime today(Incoming incoming, Settings settings) {
        return incoming.at().atZone(settings.timeZone());
    }

    private Answer changed(Incoming incoming, Wish wish, ChangeSettingsCommand command) {
        CommandReply reply = commandSide.send(command);
        if (reply instanceof Refused refused) {
            LOG.error("event=settings-refused status={} code={}", refused.status(), refused.code());
            Language language = acquaintance.lastLanguage(incoming);
            return Answer.aside(new Screen(Texts.in(language).html("settings.refused"), List.of()), language);
        }
        if (!(reply instanceof Person person)) {
            throw NotNow.unless(reply);
        }
        Settings settings = person.settings();
        Words words = words(settings);
        Answer answer = wish instanceof SetWorkDays
                ? here(ChoiceScreen.workDays(words, settings), settings, new ShowWorkDays())
                : here(OverviewScreen.of(words, settings, news(words, settings, wish)), settings, new ShowAll());
        return answer.saying(Screens.in(settings.language()).savedToast());
    }

    /** What has changed, in words. */
    private static @Nullable String news(Words words, Settings settings, Wish wish) {
        Texts texts = words.texts();
        String time = words.time(settings.promptTime());
        if (wish instanceof SwitchPrompt) {
            return settings.promptEnabled() ? texts.html("settings.done.on", time) : texts.html("settings.done.off");
        } else if (wish instanceof SetTime) {
            return texts.html(settings.promptEnabled() ? "settings.done.time" : "settings.done.time-off", time);
        } else if (wish instanceof SetZone) {
            return texts.html("settings.done.zone", words.zone(settings.timeZone()), words.clock(settings.timeZone()));
        } else if (wish instanceof SetLanguage) {
            return texts.html("settings.done.language");
        } else if (wish instanceof SetNeed) {
            return texts.html("settings.done.need", texts.length(settings.sleepNeedMinutes()));
        } else if (wish instanceof SetReport) {
            return settings.reportDay()
                    .day()
                    .map(day -> texts.html("settings.done.report", words.day(day)))
                    .orElseGet(() -> texts.html("settings.done.report-never"));
        } else if (wish instanceof PauseFor) {
            return settings.promptsPausedUntil() == null
                    ? texts.html("settings.done.resumed")
                    : texts.html("settings.done.paused", texts.night(settings.promptsPausedUntil()));
        }
        return null;
    }

    // ---- showing

    private Answer shown(Incoming incoming, Settings settings, Wish wish) {
        Words words = words(settings);
        return here(screen(incoming, words, settings, wish), settings, wish);
    }

    private Message screen(Incoming incoming, Words words, Settings settings, Wish wish) {
        if (wish instanceof ShowHours) {
            return TimeScreen.hours(words, settings);
        } else if (wish instanceof ShowQuarters quarters) {
            return TimeScreen.quarters(words, settings, quarters.hour());
        } else if (wish instanceof ShowZone) {
            return ZoneScreen.ways(words, settings);
        } else if (wish instanceof ShowContinents) {
            return ZoneScreen.continents(words);
        } else if (wish instanceof ShowContinent shown) {
            return zones.continents().contains(shown.continent())
                    ? ZoneScreen.continent(words, shown.continent(), shown.page())
                    : ZoneScreen.continents(words);
        } else if (wish instanceof AskLocation) {
            return ZoneScreen.location(words);
        } else if (wish instanceof ShowLanguages) {
            return ChoiceScreen.language(words, settings);
        } else if (wish instanceof ShowNeed) {
            return ChoiceScreen.need(words, settings);
        } else if (wish instanceof ShowWorkDays) {
            return ChoiceScreen.workDays(words, settings);
        } else if (wish instanceof ShowReport) {
            return ChoiceScreen.report(words, settings);
        } else if (wish instanceof ShowPause) {
            return ChoiceScreen.pause(words, settings);
        } else if (wish instanceof ShowPattern) {
            return PatternScreen.of(
                    words, settings, querySide.bestTime(incoming.telegramId()).value());
        }
        return OverviewScreen.of(words, settings, null);
    }

    private Words words(Settings settings) {
        return new Words(settings.language(), zones, clock.instant());
    }

    private static Answer here(Message message, Settings settings, Wish shown) {
        return Answer.here(message, settings.language(), shown.data());
    }

    // ---- the button that shares a place

    private static Answer thanks(Answer answer) {
        return afterRequest(answer, "settings.location.thanks");
    }

    /** Whatever follows the button that shares a place takes it away. */
    private Answer farewell(Incoming incoming, Answer answer) {
        boolean asked = inbox.lastShown(incoming.userId())
                .filter(last -> last.shown().equals(new AskLocation().data()))
                .isPresent();
        return asked ? afterRequest(answer, "settings.location.declined") : answer;
    }

    private static Answer afterRequest(Answer answer, String key) {
        return answer.message() instanceof Screen screen
                ? new Answer(
                        new FarewellToRequest(Texts.in(answer.language()).html(key), screen),
                        answer.language(),
                        Place.HERE,
                        answer.shown(),
                        answer.toast())
                : answer;
    }
}
