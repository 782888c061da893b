package org.sleepquiz.bot.prompts;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import org.sleepquiz.bot.prompts.PromptTap.Action;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Language;

/** The screens of the daily prompt, in one language. */
final class PromptScreens {

    private final Texts texts;

    PromptScreens(Language language) {
        this.texts = Texts.in(language);
    }

    Screen prompt(LocalDate about, boolean again) {
        PromptTap tap = new PromptTap(Action.SHOW, about, again, 0);
        Keyboard keyboard = new Keyboard(2).addRow(texts.plain("button.start"), new Tap.Start());
        if (!again) {
            keyboard.add(
                    texts.plain("button.prompt-snooze"),
                    tap.instead(Action.SNOOZE).data());
        }
        keyboard.add(
                texts.plain("button.prompt-pause"),
                tap.instead(Action.ASK_PAUSE).data());
        return new Screen(texts.html(again ? "prompt.again" : "prompt.first", texts.night(about)), keyboard.rows());
    }

    Screen askPause(PromptTap tap) {
        Keyboard keyboard = new Keyboard(PromptTap.PAUSES.size());
        PromptTap.PAUSES.forEach(days -> keyboard.add(
                texts.countedPlain("button.prompt-days.", days),
                tap.pausing(days).data()));
        keyboard.addRow(texts.plain("button.back"), tap.instead(Action.SHOW).data());
        return new Screen(texts.html("prompt.ask-pause"), keyboard.rows());
    }

    /** @param until the local date of the next prompt */
    Screen paused(PromptTap tap, LocalDate until) {
        return new Screen(
                texts.html("prompt.paused", texts.night(until)),
                new Keyboard(1)
                        .add(texts.plain("button.start"), new Tap.Start())
                        .add(
                                texts.plain("button.prompt-resume"),
                                tap.instead(Action.RESUME).data())
                        .rows());
    }

    Screen resumed() {
        return withStart("prompt.resumed");
    }

    /** @param until the local time at which the prompt comes again */
    Screen snoozed(LocalTime until) {
        return withStart("prompt.snoozed", until.truncatedTo(ChronoUnit.MINUTES));
    }

    /** The night has its entry, or the prompt has come again already. */
    Screen notSnoozed() {
        return withStart("prompt.not-snoozed");
    }

    private Screen withStart(String key, Object... arguments) {
        return new Screen(
                texts.html(key, arguments),
                new Keyboard(1)
                        .add(texts.plain("button.start"), new Tap.Start())
                        .rows());
    }
}
