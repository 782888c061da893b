package org.sleepquiz.bot.prompts;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.ProgressLines;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.sides.Progress;
import org.sleepquiz.bot.sides.QueryReply;
import org.sleepquiz.bot.sides.QueryReply.Away;
import org.sleepquiz.bot.sides.QueryReply.Known;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.sides.QuerySide.Nights;
import org.sleepquiz.bot.sides.Summary;
import org.sleepquiz.bot.stats.StatsScreens;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Message;
import org.sleepquiz.bot.telegram.Picture;
import org.sleepquiz.bot.telegram.Screen;

/** A week in a picture, with what it comes to in words. */
final class WeeklyReport {

    private static final int WEEK = 7;

    private final QuerySide querySide;

    WeeklyReport(QuerySide querySide) {
        this.querySide = querySide;
    }

    /** What to send; away if the query-side does not answer. */
    QueryReply<Message> of(Letter letter) {
        String user = letter.telegramId();
        LocalDate after = letter.about().plusDays(1);
        QueryReply<Summary> summary = querySide.summary(user, WEEK, after);
        QueryReply<Nights> nights =
                querySide.nights(user, after.minusDays(WEEK), letter.about(), WEEK, OptionalLong.empty());
        QueryReply<Optional<byte[]>> chart = querySide.chart(user, WEEK);
        if (summary.isUnknownUser()) {
            return new QueryReply.UnknownUser<>();
        }
        if (summary.value().isEmpty()
                || nights.value().isEmpty()
                || chart.value().isEmpty()) {
            return new Away<>();
        }
        Texts texts = Texts.in(letter.language());
        Optional<byte[]> picture = chart.value().get();
        Summary week = summary.value().get();
        if (picture.isEmpty() || week.entries() == 0) {
            return new Known<>(new Screen(
                    texts.html("report.empty"),
                    new Keyboard(1)
                            .add(texts.plain("button.start"), new Tap.Start())
                            .rows()));
        }
        Optional<Progress> progress =
                querySide.progress(user, OptionalLong.empty()).value();
        return new Known<>(new Picture(
                picture.get(), caption(letter, texts, week, nights.value().get(), progress), List.of()));
    }

    /** With the nights one by one, which is what the picture shows, unless that is more than a caption holds. */
    private static String caption(
            Letter letter, Texts texts, Summary week, Nights nights, Optional<Progress> progress) {
        StatsScreens screens = new StatsScreens(letter.language());
        List<String> words = new ArrayList<>();
        words.add("");
        if (week.enough() && week.averages() != null) {
            words.addAll(screens.averages(week.averages(), week.before()));
            if (week.before() != null) {
                words.add(texts.html("report.compared"));
            }
        } else {
            words.add(texts.counted("report.not-enough.", week.entries()));
        }
        progress.ifPresent(now -> words.addAll(ProgressLines.streak(texts, now)));
        String after = String.join("\n", words);
        String before = texts.html("report.title") + "\n";
        String whole = before + screens.caption(WEEK, nights.entries()) + "\n" + after;
        return Picture.fits(whole) ? whole : before + after.strip();
    }
}
