package org.sleepquiz.bot.settings;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.Set;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.settings.Wish.PauseFor;
import org.sleepquiz.bot.settings.Wish.SetLanguage;
import org.sleepquiz.bot.settings.Wish.SetNeed;
import org.sleepquiz.bot.settings.Wish.SetReport;
import org.sleepquiz.bot.settings.Wish.SetWorkDays;
import org.sleepquiz.bot.settings.Wish.ShowAll;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;

/** Asks for one of a few; what is chosen now has a tick. */
final class ChoiceScreen {

    private static final int LEAST_OFFERED = 6 * 60; // minutes
    private static final int MOST_OFFERED = 10 * 60;
    private static final int STEP = 30;
    private static final int[] PAUSES = {1, 3, 7, 14, 30}; // days

    private final Texts texts;
    private final Keyboard keyboard;

    private ChoiceScreen(Words words, int columns) {
        this.texts = words.texts();
        this.keyboard = new Keyboard(columns);
    }

    private void add(String label, Wish wish, boolean chosen) {
        keyboard.add(chosen ? texts.plain("button.ticked", label) : label, wish.data());
    }

    private Screen asking(String html) {
        keyboard.addRow(texts.plain("button.back"), new ShowAll().data());
        return new Screen(html, keyboard.rows());
    }

    static Screen language(Words words, Settings settings) {
        ChoiceScreen screen = new ChoiceScreen(words, 1);
        for (Language language : Language.values()) {
            screen.add(Words.nameOf(language), new SetLanguage(language), language == settings.language());
        }
        return screen.asking(screen.texts.html("settings.language.question"));
    }

    static Screen need(Words words, Settings settings) {
        ChoiceScreen screen = new ChoiceScreen(words, 3);
        for (int minutes = LEAST_OFFERED; minutes <= MOST_OFFERED; minutes += STEP) {
            screen.add(screen.texts.length(minutes), new SetNeed(minutes), minutes == settings.sleepNeedMinutes());
        }
        return screen.asking(
                screen.texts.html("settings.need.question", screen.texts.length(settings.sleepNeedMinutes())));
    }

    static Screen workDays(Words words, Settings settings) {
        ChoiceScreen screen = new ChoiceScreen(words, 2);
        for (DayOfWeek day : DayOfWeek.values()) {
            Set<DayOfWeek> toggled = EnumSet.noneOf(DayOfWeek.class);
            toggled.addAll(settings.workingDays());
            boolean chosen = toggled.remove(day);
            if (!chosen) {
                toggled.add(day);
            }
            screen.add(words.day(day), new SetWorkDays(toggled), chosen);
        }
        return screen.asking(screen.texts.html("settings.work-days.question"));
    }

    static Screen report(Words words, Settings settings) {
        ChoiceScreen screen = new ChoiceScreen(words, 2);
        for (ReportDay day : ReportDay.values()) {
            String name = day.day().map(words::day).orElseGet(() -> screen.texts.plain("button.settings.never"));
            screen.add(name, new SetReport(day), day == settings.reportDay());
        }
        return screen.asking(screen.texts.html("settings.report.question"));
    }

    static Screen pause(Words words, Settings settings) {
        ChoiceScreen screen = new ChoiceScreen(words, 2);
        for (int days : PAUSES) {
            screen.add(screen.texts.counted("button.settings.pause-for.", days), new PauseFor(days), false);
        }
        if (settings.promptsPausedUntil() != null) {
            screen.keyboard.addRow(screen.texts.plain("button.settings.resume"), new PauseFor(0).data());
        }
        String now = settings.promptsPausedUntil() == null
                ? ""
                : screen.texts.html("settings.pause.now", screen.texts.night(settings.promptsPausedUntil())) + "\n\n";
        return screen.asking(now + screen.texts.html("settings.pause.question"));
    }
}
