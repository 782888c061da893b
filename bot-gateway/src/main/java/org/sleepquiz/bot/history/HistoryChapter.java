package org.sleepquiz.bot.history;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.conversation.Answer;
import org.sleepquiz.bot.conversation.Chapter;
import org.sleepquiz.bot.conversation.NotNow;
import org.sleepquiz.bot.conversation.QuizChapter;
import org.sleepquiz.bot.history.HistoryTap.Action;
import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.Settled;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QueryReply;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.sides.QuerySide.Nights;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepCommand.DeleteSleepEntryCommand;

/** Leafs through a person's nights; corrects and adds them with the quiz. */
final class HistoryChapter implements Chapter {

    static final int PAGE = 5;

    /** How many days back a missed night can be added. */
    static final int ADDABLE_DAYS = 7;

    /** The most nights that the query-side gives at once. */
    private static final int MOST = 100;

    private final Acquaintance acquaintance;
    private final CommandSide commandSide;
    private final QuerySide querySide;
    private final QuizChapter quiz;

    HistoryChapter(Acquaintance acquaintance, CommandSide commandSide, QuerySide querySide, QuizChapter quiz) {
        this.acquaintance = acquaintance;
        this.commandSide = commandSide;
        this.querySide = querySide;
        this.quiz = quiz;
    }

    @Override
    public Set<String> commands() {
        return Set.of("history");
    }

    @Override
    public String mark() {
        return HistoryTap.MARK;
    }

    @Override
    public Answer command(Said said, String command, String argument) {
        return acquainted(said, HistoryTap.newest());
    }

    @Override
    public Optional<Answer> tap(Tapped tapped, String data) {
        return HistoryTap.read(data).map(tap -> acquainted(tapped, tap));
    }

    private Answer acquainted(Incoming incoming, HistoryTap tap) {
        if (tap.action() == Action.DELETE) {
            return delete(incoming, tap);
        }
        return acquaintance
                .remembered(incoming)
                .map(settings -> answer(new Reader(incoming, settings), tap))
                .orElseGet(() -> notNow(incoming, tap));
    }

    private Answer notNow(Incoming incoming, HistoryTap tap) {
        return acquaintance.notNow(incoming, tap.data());
    }

    /** Somebody who leafs. */
    private record Reader(Incoming incoming, Settings settings) {

        String id() {
            return incoming.telegramId();
        }

        LocalDate today() {
            return incoming.at().atZone(settings.timeZone()).toLocalDate();
        }

        HistoryScreens screens() {
            return new HistoryScreens(settings.language());
        }

        Answer sees(Screen screen) {
            return Answer.browsing(screen, settings.language());
        }
    }

    private Answer answer(Reader reader, HistoryTap tap) {
        return switch (tap.action()) {
            case NEWEST -> upTo(reader, tap, null, OptionalLong.empty());
            case UP_TO -> upTo(reader, tap, tap.night(), OptionalLong.empty());
            case FROM -> from(reader, tap, night(tap));
            case VIEW ->
                ofNight(reader, tap, entry -> reader.sees(reader.screens().night(entry, tap)));
            case ASK_DELETE ->
                ofNight(reader, tap, entry -> reader.sees(reader.screens().askDelete(entry.nightDate(), tap)));
            case DELETE -> delete(reader.incoming(), tap);
            case EDIT -> edit(reader, tap, tap.instead(Action.EDIT_ANYWAY).data());
            case EDIT_ANYWAY -> edit(reader, tap, null);
            case MISSING -> missing(reader, tap);
            case ADD -> add(reader, tap, tap.instead(Action.ADD_ANYWAY).data());
            case ADD_ANYWAY -> add(reader, tap, null);
        };
    }

    private static LocalDate night(HistoryTap tap) {
        return Objects.requireNonNull(tap.night());
    }

    // ---- looking

    private Answer upTo(Reader reader, HistoryTap tap, @Nullable LocalDate top, OptionalLong position) {
        QueryReply<Nights> nights = querySide.nights(reader.id(), null, top, PAGE, position);
        if (nights.isAway()) {
            return notNow(reader.incoming(), tap);
        }
        List<SleepEntry> page = nights.value().map(Nights::entries).orElse(List.of());
        if (page.isEmpty() && top != null) {
            return upTo(reader, tap, null, position); // all of those are gone
        }
        boolean older = nights.value().map(Nights::more).orElse(false);
        return reader.sees(reader.screens().page(page, top != null && isNightFrom(reader, top.plusDays(1)), older));
    }

    private boolean isNightFrom(Reader reader, LocalDate first) {
        return querySide
                .nights(reader.id(), first, null, 1, OptionalLong.empty())
                .value()
                .map(found -> !found.entries().isEmpty())
                .orElse(true); // a button too many does no harm
    }

    /** The nights are told newest first, so the ones just above a night are the last of a stretch that begins there. */
    private Answer from(Reader reader, HistoryTap tap, LocalDate bottom) {
        QueryReply<Nights> nights =
                querySide.nights(reader.id(), bottom, bottom.plusDays(MOST - 1), MOST, OptionalLong.empty());
        if (nights.isAway()) {
            return notNow(reader.incoming(), tap);
        }
        List<SleepEntry> stretch = nights.value().map(Nights::entries).orElse(List.of());
        if (stretch.size() <= PAGE) {
            return upTo(reader, tap, null, OptionalLong.empty());
        }
        List<SleepEntry> page = stretch.subList(stretch.size() - PAGE, stretch.size());
        return reader.sees(reader.screens().page(page, true, true));
    }

    private interface Showing {
        Answer of(SleepEntry entry);
    }

    private Answer ofNight(Reader reader, HistoryTap tap, Showing showing) {
        QueryReply<Nights> nights = querySide.nights(reader.id(), tap.night(), tap.night(), 1, OptionalLong.empty());
        if (nights.isAway()) {
            return notNow(reader.incoming(), tap);
        }
        return nights.value().stream()
                .flatMap(found -> found.entries().stream())
                .findFirst()
                .map(showing::of)
                .orElseGet(() -> reader.sees(reader.screens().noSuchNight(night(tap), tap)));
    }

    // ---- changing

    private Answer edit(Reader reader, HistoryTap tap, @Nullable String instead) {
        return ofNight(
                reader,
                tap,
                entry -> quiz.about(
                        reader.incoming(), entry.nightDate(), reader.settings().timeZone(), entry.answers(), instead));
    }

    /** Nothing that is looked up may stand in the way of what is to be stored. */
    private Answer delete(Incoming incoming, HistoryTap tap) {
        CommandReply reply = commandSide.send(new DeleteSleepEntryCommand(incoming.telegramId(), night(tap)));
        if (!(reply instanceof Settled settled)) {
            throw NotNow.unless(reply);
        }
        Language language = acquaintance.lastLanguage(incoming);
        Answer answer = acquaintance
                .remembered(incoming)
                .map(settings -> new Reader(incoming, settings))
                .filter(reader -> isKnown(reader, settled.position()))
                .map(reader -> upTo(reader, HistoryTap.newest(), tap.top(), OptionalLong.empty()))
                .orElseGet(() -> Answer.browsing(new HistoryScreens(language).deleted(night(tap), tap), language));
        return answer.saying(new HistoryScreens(answer.language()).deletedToast());
    }

    private boolean isKnown(Reader reader, OptionalLong position) {
        return !querySide.nights(reader.id(), null, null, 1, position).isAway();
    }

    private Answer missing(Reader reader, HistoryTap tap) {
        LocalDate today = reader.today();
        QueryReply<Nights> nights = querySide.nights(
                reader.id(), today.minusDays(ADDABLE_DAYS), today, ADDABLE_DAYS + 1, OptionalLong.empty());
        if (nights.isAway()) {
            return notNow(reader.incoming(), tap);
        }
        Set<LocalDate> present = nights.value().stream()
                .flatMap(found -> found.entries().stream())
                .map(SleepEntry::nightDate)
                .collect(Collectors.toSet());
        // today's night may not be over: /sleep_quiz asks for it
        List<LocalDate> missing = IntStream.rangeClosed(1, ADDABLE_DAYS)
                .mapToObj(today::minusDays)
                .filter(day -> !present.contains(day))
                .toList();
        return reader.sees(reader.screens().missing(missing, tap));
    }

    private Answer add(Reader reader, HistoryTap tap, @Nullable String instead) {
        LocalDate night = night(tap);
        LocalDate today = reader.today();
        if (!night.isBefore(today) || night.isBefore(today.minusDays(ADDABLE_DAYS))) {
            return reader.sees(reader.screens().tooLongAgo());
        }
        return quiz.about(reader.incoming(), night, reader.settings().timeZone(), Answers.none(), instead);
    }
}
