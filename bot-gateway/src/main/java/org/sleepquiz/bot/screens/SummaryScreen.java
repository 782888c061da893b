package org.sleepquiz.bot.screens;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sleepquiz.bot.sides.QuerySide.LatelySlept;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.SleepFigures;

/** After a night was saved: all answers, what follows from them, and one sentence that compares with the week before. */
final class SummaryScreen {

    private static final int BAD = 4;
    private static final int NEUTRAL = 7;
    /** Below this difference, in minutes, two nights are told to be alike: the answers are no finer than that. */
    private static final int ALIKE = 10;

    private SummaryScreen() {}

    static Screen of(Texts texts, SleepEntry entry, Optional<LatelySlept> lately) {
        SleepFigures figures = entry.figures();
        List<String> lines = new ArrayList<>();
        lines.add(texts.html(
                "summary.title", texts.plain(face(entry.answers().sleepQuality())), texts.night(entry.nightDate())));
        lines.add("");
        lines.addAll(ReviewScreen.answerLines(texts, entry.answers()));
        lines.add("");
        lines.add(texts.html("summary.in-bed", texts.length(figures.timeInBedMinutes())));
        lines.add(sleep(texts, figures));
        lines.add(texts.html(
                "summary.efficiency",
                figures.sleepEfficiency().setScale(0, RoundingMode.HALF_UP).toPlainString()));
        lately.ifPresent(week -> {
            lines.add("");
            lines.add(comparison(texts, figures.totalSleepMinutes(), week.totalSleepMinutes()));
        });
        return new Screen(String.join("\n", lines), List.of());
    }

    private static String face(int quality) {
        if (quality <= BAD) {
            return "face.bad";
        }
        return quality <= NEUTRAL ? "face.neutral" : "face.good";
    }

    private static String sleep(Texts texts, SleepFigures figures) {
        String typical = texts.length(figures.totalSleepMinutes());
        if (figures.totalSleepMinutesLow() == figures.totalSleepMinutesHigh()) {
            return texts.html("summary.sleep", typical);
        }
        return texts.html(
                "summary.sleep-interval",
                typical,
                texts.length(figures.totalSleepMinutesLow()),
                texts.length(figures.totalSleepMinutesHigh()));
    }

    private static String comparison(Texts texts, int slept, int usually) {
        String average = texts.length(usually);
        if (Math.abs(slept - usually) < ALIKE) {
            return texts.html("summary.same", average);
        }
        return texts.html(
                slept > usually ? "summary.more" : "summary.less", texts.length(Math.abs(slept - usually)), average);
    }
}
