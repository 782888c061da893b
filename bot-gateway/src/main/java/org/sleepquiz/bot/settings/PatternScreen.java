package org.sleepquiz.bot.settings;

import java.util.Optional;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.settings.Wish.SetTime;
import org.sleepquiz.bot.settings.Wish.ShowAll;
import org.sleepquiz.bot.settings.Wish.ShowPattern;
import org.sleepquiz.bot.sides.BestTime;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Settings;

/** How long prompts wait for an answer, and a time that would suit better. */
final class PatternScreen {

    private PatternScreen() {}

    /** @param best empty if it cannot be had now */
    static Screen of(Words words, Settings settings, Optional<BestTime> best) {
        Texts texts = words.texts();
        Keyboard keyboard = new Keyboard(1);
        if (best.isEmpty()) {
            keyboard.add(texts.plain("button.settings.again"), new ShowPattern().data());
        }
        best.map(BestTime::suggestedTime)
                .ifPresent(time ->
                        keyboard.add(texts.plain("button.settings.apply", words.time(time)), new SetTime(time).data()));
        keyboard.add(texts.plain("button.back"), new ShowAll().data());
        String finding =
                best.map(known -> finding(words, settings, known)).orElseGet(() -> texts.html("settings.pattern.away"));
        return new Screen(texts.html("settings.pattern.title") + "\n\n" + finding, keyboard.rows());
    }

    private static String finding(Words words, Settings settings, BestTime best) {
        Texts texts = words.texts();
        if (best.medianDelayMinutes() == null) {
            return texts.counted("settings.pattern.not-enough.", best.completions());
        }
        String delay = texts.length(best.medianDelayMinutes());
        String now = words.time(settings.promptTime());
        return best.suggestedTime() == null
                ? texts.html("settings.pattern.works-well", delay, now)
                : texts.html("settings.pattern.suggested", delay, now, words.time(best.suggestedTime()));
    }
}
