package org.sleepquiz.bot.stats;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.NightLines;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.sides.Summary;
import org.sleepquiz.bot.sides.Summary.Averages;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.SleepEntry;

/** Averages in words, in one language. */
public final class StatsScreens {

    private static final int DAY = 24 * 60;

    private final Texts texts;

    public StatsScreens(Language language) {
        this.texts = Texts.in(language);
    }

    Screen summary(int nights, Summary summary) {
        List<String> lines = new ArrayList<>();
        lines.add(texts.html("stats.title", nights));
        lines.add(texts.counted("stats.entries.", summary.entries(), nights));
        lines.add("");
        Averages averages = summary.averages();
        if (!summary.enough() || averages == null) {
            lines.add(texts.html("stats.not-enough"));
        } else {
            lines.addAll(averages(averages, summary.before()));
            lines.add("");
            lines.add(
                    summary.before() == null
                            ? texts.html("stats.nothing-before", nights)
                            : texts.html("stats.compared", nights));
        }
        Keyboard keyboard = new Keyboard(StatsChapter.WINDOWS.size());
        for (int window : StatsChapter.WINDOWS) {
            String label = texts.plain("button.stats-nights", window);
            keyboard.add(window == nights ? texts.plain("button.ticked", label) : label, StatsChapter.words(window));
        }
        if (summary.entries() > 0 && StatsChapter.PICTURES.contains(nights)) {
            keyboard.addRow(texts.plain("button.stats-picture"), StatsChapter.picture(nights));
        }
        if (summary.entries() == 0) {
            keyboard.addRow(texts.plain("button.start"), new Tap.Start().data());
        }
        return new Screen(String.join("\n", lines), keyboard.rows());
    }

    /**
     * Averages, a line each, in HTML.
     *
     * @param before what they are compared with; null to leave that out
     */
    public List<String> averages(Averages now, @Nullable Averages before) {
        List<String> lines = new ArrayList<>();
        clock(lines, "stats.bedtime", now.bedtime(), before == null ? null : before.bedtime());
        clock(lines, "stats.wake-time", now.wakeTime(), before == null ? null : before.wakeTime());
        lines.add(texts.html(
                "stats.in-bed",
                texts.length(now.timeInBedMinutes()),
                before == null ? "" : minutes(now.timeInBedMinutes() - before.timeInBedMinutes())));
        lines.add(texts.html(
                "stats.sleep",
                texts.length(now.totalSleepMinutes()),
                texts.length(now.totalSleepMinutesLow()),
                texts.length(now.totalSleepMinutesHigh()),
                before == null ? "" : minutes(now.totalSleepMinutes() - before.totalSleepMinutes())));
        lines.add(texts.html(
                "stats.efficiency",
                now.sleepEfficiency().setScale(0, RoundingMode.HALF_UP),
                before == null ? "" : points(now.sleepEfficiency().subtract(before.sleepEfficiency()), 0)));
        lines.add(texts.html(
                "stats.latency",
                texts.length(now.sleepLatencyMinutes()),
                before == null ? "" : minutes(now.sleepLatencyMinutes() - before.sleepLatencyMinutes())));
        lines.add(texts.html(
                "stats.quality",
                texts.decimal(now.sleepQuality(), 1),
                before == null ? "" : points(now.sleepQuality().subtract(before.sleepQuality()), 1)));
        lines.add(texts.html(
                "stats.alertness",
                texts.decimal(now.alertness(), 1),
                before == null ? "" : points(now.alertness().subtract(before.alertness()), 1)));
        return lines;
    }

    /** Clock times that cancel out have no mean, and nothing is said about it. */
    private void clock(List<String> lines, String key, @Nullable LocalTime now, @Nullable LocalTime before) {
        if (now != null) {
            lines.add(texts.html(key, now, before == null ? "" : minutes(later(before, now))));
        }
    }

    /** By how many minutes the one is later than the other, the short way round the clock. */
    private static int later(LocalTime before, LocalTime now) {
        int minutes = (now.toSecondOfDay() - before.toSecondOfDay()) / 60;
        return Math.floorMod(minutes + DAY / 2, DAY) - DAY / 2;
    }

    private String minutes(int difference) {
        return difference == 0
                ? texts.plain("stats.same")
                : texts.plain(difference > 0 ? "stats.plus" : "stats.minus", texts.length(Math.abs(difference)));
    }

    private String points(BigDecimal difference, int decimals) {
        BigDecimal rounded = difference.setScale(decimals, RoundingMode.HALF_UP);
        return rounded.signum() == 0
                ? texts.plain("stats.same")
                : texts.plain(
                        rounded.signum() > 0 ? "stats.plus" : "stats.minus", texts.decimal(rounded.abs(), decimals));
    }

    /**
     * What a picture of nights shows, in words.
     *
     * @param entries newest first
     */
    public String caption(int nights, List<SleepEntry> entries) {
        List<String> lines = new ArrayList<>();
        lines.add(texts.html("stats.caption", nights));
        for (int i = entries.size() - 1; i >= 0; i--) {
            SleepEntry entry = entries.get(i);
            lines.add(texts.html(
                    "stats.caption-night",
                    NightLines.face(texts, entry.answers().sleepQuality()),
                    texts.night(entry.nightDate()),
                    entry.answers().bedtime(),
                    entry.answers().wakeTime(),
                    entry.answers().sleepQuality()));
        }
        return String.join("\n", lines);
    }

    /** What a picture of more nights shows than can be told one by one. */
    String captionOfMany(int nights, Summary summary) {
        Averages averages = summary.averages();
        List<String> lines = new ArrayList<>();
        lines.add(texts.html("stats.caption", nights));
        lines.add(texts.counted("stats.entries.", summary.entries(), nights));
        if (averages != null) {
            lines.addAll(averages(averages, null));
        }
        return String.join("\n", lines);
    }

    /** Where there is nothing to tell of yet. */
    Screen none(int nights) {
        return new Screen(
                texts.html("stats.none", nights),
                new Keyboard(1)
                        .add(texts.plain("button.start"), new Tap.Start())
                        .rows());
    }
}
