package org.sleepquiz.bot.screens;

import java.util.List;
import org.sleepquiz.bot.taps.Tap.Start;
import org.sleepquiz.bot.telegram.Screen;

/** A text, with or without a button that starts a quiz. */
final class NoticeScreen {

    private NoticeScreen() {}

    static Screen of(Texts texts, String key, Object... arguments) {
        return new Screen(texts.html(key, arguments), List.of());
    }

    static Screen withButton(Texts texts, String key, String label, String data) {
        return new Screen(texts.html(key), new Keyboard(1).add(label, data).rows());
    }

    static Screen withStart(Texts texts, String key) {
        return new Screen(
                texts.html(key),
                new Keyboard(1).add(texts.plain("button.start"), new Start()).rows());
    }
}
