package org.sleepquiz.bot.settings;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.settings.Wish.ShowHours;
import org.sleepquiz.bot.settings.Wish.ShowLanguages;
import org.sleepquiz.bot.settings.Wish.ShowNeed;
import org.sleepquiz.bot.settings.Wish.ShowPattern;
import org.sleepquiz.bot.settings.Wish.ShowPause;
import org.sleepquiz.bot.settings.Wish.ShowReport;
import org.sleepquiz.bot.settings.Wish.ShowWorkDays;
import org.sleepquiz.bot.settings.Wish.ShowZone;
import org.sleepquiz.bot.settings.Wish.SwitchPrompt;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Settings;

/** All that is chosen, and the way to each. */
final class OverviewScreen {

    private OverviewScreen() {}

    /** @param news what has just been changed, as HTML */
    static Screen of(Words words, Settings settings, @Nullable String news) {
        Texts texts = words.texts();
        List<String> lines = new ArrayList<>();
        if (news != null) {
            lines.add(news);
            lines.add("");
        }
        lines.add(texts.html("settings.title"));
        lines.add("");
        lines.add(prompt(words, settings));
        lines.add(texts.html("settings.zone", words.zone(settings.timeZone()), words.clock(settings.timeZone())));
        lines.add(texts.html("settings.language", Words.nameOf(settings.language())));
        lines.add(texts.html("settings.need", texts.length(settings.sleepNeedMinutes())));
        lines.add(texts.html("settings.work-days", words.days(settings.workingDays())));
        lines.add(settings.reportDay()
                .day()
                .map(day -> texts.html("settings.report", words.day(day)))
                .orElseGet(() -> texts.html("settings.report.never")));
        boolean on = settings.promptEnabled();
        Keyboard keyboard = new Keyboard(2)
                .add(texts.plain(on ? "button.settings.off" : "button.settings.on"), new SwitchPrompt(!on).data())
                .add(texts.plain("button.settings.time"), new ShowHours().data())
                .add(texts.plain("button.settings.zone"), new ShowZone().data())
                .add(texts.plain("button.settings.language"), new ShowLanguages().data())
                .add(texts.plain("button.settings.need"), new ShowNeed().data())
                .add(texts.plain("button.settings.work-days"), new ShowWorkDays().data())
                .add(texts.plain("button.settings.report"), new ShowReport().data())
                .add(texts.plain("button.settings.pause"), new ShowPause().data())
                .addRow(texts.plain("button.settings.pattern"), new ShowPattern().data());
        return new Screen(String.join("\n", lines), keyboard.rows());
    }

    private static String prompt(Words words, Settings settings) {
        Texts texts = words.texts();
        String time = words.time(settings.promptTime());
        if (!settings.promptEnabled()) {
            return texts.html("settings.prompt.off");
        }
        return settings.promptsPausedUntil() == null
                ? texts.html("settings.prompt.on", time)
                : texts.html("settings.prompt.paused", texts.night(settings.promptsPausedUntil()), time);
    }
}
