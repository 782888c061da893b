package org.sleepquiz.bot.stats;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.conversation.Answer;
import org.sleepquiz.bot.conversation.Chapter;
import org.sleepquiz.bot.sides.QueryReply;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.sides.QuerySide.Nights;
import org.sleepquiz.bot.sides.Summary;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Picture;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Settings;

/** Tells what a person's nights come to. */
final class StatsChapter implements Chapter {

    /** In nights. */
    static final List<Integer> WINDOWS = List.of(7, 30, 90);

    /** The windows that are drawn; more nights would be too thin to read. */
    static final List<Integer> PICTURES = List.of(7, 30);

    /** Up to this many nights a picture's caption tells each of them. */
    private static final int TOLD_ONE_BY_ONE = 14;

    private static final String MARK = "st";
    private static final Pattern DATA = Pattern.compile("(p?)(7|30|90)");

    private final Acquaintance acquaintance;
    private final QuerySide querySide;

    StatsChapter(Acquaintance acquaintance, QuerySide querySide) {
        this.acquaintance = acquaintance;
        this.querySide = querySide;
    }

    /** The data of the button that tells of so many nights. */
    static String words(int nights) {
        return MARK + ":" + nights;
    }

    /** The data of the button that draws so many nights. */
    static String picture(int nights) {
        return MARK + ":p" + nights;
    }

    @Override
    public Set<String> commands() {
        return Set.of("stats");
    }

    @Override
    public String mark() {
        return MARK;
    }

    @Override
    public Answer command(Said said, String command, String argument) {
        return told(said, WINDOWS.get(0));
    }

    @Override
    public Optional<Answer> tap(Tapped tapped, String data) {
        Matcher form = DATA.matcher(data);
        if (!form.matches()) {
            return Optional.empty();
        }
        int nights = Integer.parseInt(form.group(2));
        return Optional.of(form.group(1).isEmpty() ? told(tapped, nights) : drawn(tapped, nights));
    }

    private Answer told(Incoming incoming, int nights) {
        Optional<Settings> settings = acquaintance.remembered(incoming);
        if (settings.isEmpty()) {
            return acquaintance.notNow(incoming, words(nights));
        }
        QueryReply<Summary> summary = querySide.summary(incoming.telegramId(), nights, null);
        if (summary.isAway()) {
            return acquaintance.notNow(incoming, words(nights));
        }
        Language language = settings.get().language();
        StatsScreens screens = new StatsScreens(language);
        return Answer.browsing(
                summary.value().map(known -> screens.summary(nights, known)).orElseGet(() -> screens.none(nights)),
                language);
    }

    private Answer drawn(Incoming incoming, int nights) {
        Optional<Settings> settings = acquaintance.remembered(incoming);
        QueryReply<Optional<byte[]>> chart = querySide.chart(incoming.telegramId(), nights);
        if (settings.isEmpty() || chart.isAway()) {
            return notDrawn(incoming, nights);
        }
        StatsScreens screens = new StatsScreens(settings.get().language());
        Optional<byte[]> picture = chart.value().flatMap(png -> png);
        if (picture.isEmpty()) {
            return Answer.aside(screens.none(nights), settings.get().language());
        }
        return caption(incoming, nights, screens)
                .map(caption -> Answer.aside(
                        new Picture(picture.get(), caption, List.of()),
                        settings.get().language()))
                .orElseGet(() -> notDrawn(incoming, nights));
    }

    /** The figures stay where they are: this goes beside them. */
    private Answer notDrawn(Incoming incoming, int nights) {
        Answer notNow = acquaintance.notNow(incoming, picture(nights));
        return Answer.aside(notNow.message(), notNow.language());
    }

    private Optional<String> caption(Incoming incoming, int nights, StatsScreens screens) {
        String user = incoming.telegramId();
        Optional<Summary> summary = querySide.summary(user, nights, null).value();
        if (nights > TOLD_ONE_BY_ONE) {
            return summary.map(many -> screens.captionOfMany(nights, many));
        }
        return summary.flatMap(window -> querySide
                .nights(user, window.from(), window.to(), nights, OptionalLong.empty())
                .value()
                .map(Nights::entries)
                .map(entries -> screens.caption(nights, entries)));
    }
}
