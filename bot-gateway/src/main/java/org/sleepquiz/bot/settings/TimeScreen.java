package org.sleepquiz.bot.settings;

import java.time.LocalTime;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.settings.Wish.SetTime;
import org.sleepquiz.bot.settings.Wish.ShowAll;
import org.sleepquiz.bot.settings.Wish.ShowHours;
import org.sleepquiz.bot.settings.Wish.ShowQuarters;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Settings;

/** Asks for the time of the prompt: the hour, then the quarter, each button with the whole of what it means; or typed. */
final class TimeScreen {

    private static final int HOURS = 24;
    private static final int HOURS_IN_A_ROW = 6;
    private static final int QUARTER = 15;

    private TimeScreen() {}

    static Screen hours(Words words, Settings settings) {
        Texts texts = words.texts();
        Keyboard keyboard = new Keyboard(HOURS_IN_A_ROW);
        for (int hour = 0; hour < HOURS; hour++) {
            keyboard.add("%02d".formatted(hour), new ShowQuarters(hour).data());
        }
        keyboard.addRow(texts.plain("button.back"), new ShowAll().data());
        return new Screen(question(words, settings) + "\n\n" + texts.html("hint.clock"), keyboard.rows());
    }

    static Screen quarters(Words words, Settings settings, int hour) {
        Texts texts = words.texts();
        Keyboard keyboard = new Keyboard(4);
        for (int minute = 0; minute < 60; minute += QUARTER) {
            LocalTime time = LocalTime.of(hour, minute);
            keyboard.add(words.time(time), new SetTime(time).data());
        }
        keyboard.addRow(texts.plain("button.other-hour"), new ShowHours().data());
        return new Screen(question(words, settings) + "\n\n" + texts.html("hint.quarter"), keyboard.rows());
    }

    private static String question(Words words, Settings settings) {
        return words.texts().html("settings.time.question", words.time(settings.promptTime()));
    }
}
