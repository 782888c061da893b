package org.sleepquiz.bot.screens;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sleepquiz.bot.sides.Progress;
import org.sleepquiz.bot.sides.QuerySide.LatelySlept;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.SleepFigures;

/** After a night was saved: all answers, what follows from them, and one sentence that compares with the week before. */
final class SummaryScreen {

    /** Below this difference, in minutes, two nights are told to be alike: the answers are no finer than that. */
    private static final int ALIKE = 10;

    private SummaryScreen() {}

    static Screen of(Texts texts, SleepEntry entry, Optional<LatelySlept> lately, Optional<Progress> progress) {
        SleepFigures figures = entry.figures();
        List<String> lines = new ArrayList<>();
        lines.add(texts.html(
                "summary.title",
                NightLines.face(texts, entry.answers().sleepQuality()),
                texts.night(entry.nightDate())));
        lines.add("");
        lines.addAll(NightLines.answers(texts, entry.answers()));
        lines.add("");
        lines.addAll(NightLines.figures(texts, figures));
        lately.ifPresent(week -> {
            lines.add("");
            lines.add(comparison(texts, figures.totalSleepMinutes(), week.totalSleepMinutes()));
        });
        progress.ifPresent(now -> {
            lines.add("");
            lines.addAll(ProgressLines.of(texts, now, entry.nightDate()));
        });
        return new Screen(String.join("\n", lines), List.of());
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
