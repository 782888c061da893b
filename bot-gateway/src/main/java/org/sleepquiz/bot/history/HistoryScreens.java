package org.sleepquiz.bot.history;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.history.HistoryTap.Action;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.NightLines;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.SleepEntry;

/** The screens of the history, in one language. */
final class HistoryScreens {

    private final Texts texts;

    HistoryScreens(Language language) {
        this.texts = Texts.in(language);
    }

    /**
     * A page of nights.
     *
     * @param nights newest first
     * @param newer whether there are newer ones
     * @param older whether there are older ones
     */
    Screen page(List<SleepEntry> nights, boolean newer, boolean older) {
        if (nights.isEmpty()) {
            return new Screen(
                    texts.html("history.empty"),
                    new Keyboard(1)
                            .add(texts.plain("button.start"), new Tap.Start())
                            .add(texts.plain("button.history-add"), missing(null))
                            .rows());
        }
        List<String> lines = new ArrayList<>();
        lines.add(texts.html("history.title"));
        lines.add("");
        LocalDate top = nights.get(0).nightDate();
        Keyboard keyboard = new Keyboard(2);
        for (SleepEntry night : nights) {
            Answers answers = night.answers();
            lines.add(texts.html(
                    "history.line",
                    NightLines.face(texts, answers.sleepQuality()),
                    texts.night(night.nightDate()),
                    answers.bedtime(),
                    answers.wakeTime(),
                    texts.length(night.figures().totalSleepMinutes())));
            keyboard.add(
                    texts.plain("button.history-night", texts.night(night.nightDate())),
                    new HistoryTap(Action.VIEW, night.nightDate(), top).data());
        }
        keyboard.newRow();
        if (newer) {
            keyboard.add(
                    texts.plain("button.history-newer"),
                    HistoryTap.of(Action.FROM, top.plusDays(1)).data());
        }
        if (older) {
            LocalDate last = nights.get(nights.size() - 1).nightDate();
            keyboard.add(
                    texts.plain("button.history-older"),
                    HistoryTap.of(Action.UP_TO, last.minusDays(1)).data());
        }
        keyboard.addRow(texts.plain("button.history-add"), missing(top));
        return new Screen(String.join("\n", lines), keyboard.rows());
    }

    private static String missing(@Nullable LocalDate top) {
        return new HistoryTap(Action.MISSING, null, top).data();
    }

    /** @param tap which led here */
    Screen night(SleepEntry entry, HistoryTap tap) {
        List<String> lines = new ArrayList<>();
        lines.add(texts.html(
                "history.night",
                NightLines.face(texts, entry.answers().sleepQuality()),
                texts.night(entry.nightDate())));
        lines.add("");
        lines.addAll(NightLines.answers(texts, entry.answers()));
        lines.add("");
        lines.addAll(NightLines.figures(texts, entry.figures()));
        Keyboard keyboard = new Keyboard(2)
                .add(
                        texts.plain("button.history-edit"),
                        tap.instead(Action.EDIT).data())
                .add(
                        texts.plain("button.history-delete"),
                        tap.instead(Action.ASK_DELETE).data())
                .addRow(texts.plain("button.back"), back(tap));
        return new Screen(String.join("\n", lines), keyboard.rows());
    }

    Screen noSuchNight(LocalDate night, HistoryTap tap) {
        return new Screen(
                texts.html("history.no-entry", texts.night(night)),
                new Keyboard(1).add(texts.plain("button.back"), back(tap)).rows());
    }

    Screen askDelete(LocalDate night, HistoryTap tap) {
        return new Screen(
                texts.html("history.ask-delete", texts.night(night)),
                new Keyboard(2)
                        .add(
                                texts.plain("button.history-delete-yes"),
                                tap.instead(Action.DELETE).data())
                        .add(
                                texts.plain("button.history-delete-no"),
                                tap.instead(Action.VIEW).data())
                        .rows());
    }

    /** When the page without the night cannot be had yet. */
    Screen deleted(LocalDate night, HistoryTap tap) {
        return new Screen(
                texts.html("history.deleted", texts.night(night)),
                new Keyboard(1).add(texts.plain("button.back"), back(tap)).rows());
    }

    String deletedToast() {
        return texts.plain("toast.deleted");
    }

    /** @param nights night dates without an entry, newest first */
    Screen missing(List<LocalDate> nights, HistoryTap tap) {
        Keyboard keyboard = new Keyboard(2);
        nights.forEach(night -> keyboard.add(
                texts.plain("button.history-night", texts.night(night)),
                HistoryTap.of(Action.ADD, night).data()));
        keyboard.addRow(texts.plain("button.back"), back(tap));
        return new Screen(texts.html(nights.isEmpty() ? "history.none-missing" : "history.missing"), keyboard.rows());
    }

    Screen tooLongAgo() {
        return new Screen(
                texts.html("history.too-long-ago"),
                new Keyboard(1)
                        .add(texts.plain("button.back"), HistoryTap.newest().data())
                        .rows());
    }

    private static String back(HistoryTap tap) {
        return tap.top() == null
                ? HistoryTap.newest().data()
                : HistoryTap.of(Action.UP_TO, tap.top()).data();
    }
}
