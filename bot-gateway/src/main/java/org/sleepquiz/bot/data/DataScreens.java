package org.sleepquiz.bot.data;

import java.time.Instant;
import java.util.List;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.telegram.Documents.File;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Language;

/** The screens about a person's data, in one language. */
final class DataScreens {

    private final Texts texts;

    DataScreens(Language language) {
        this.texts = Texts.in(language);
    }

    Screen privacy() {
        return notice("privacy");
    }

    File csv(byte[] content) {
        return new File("sleep-diary.csv", "text/csv", content, texts.html("data.csv"));
    }

    File json(byte[] content) {
        return new File("sleep-diary.json", "application/json", content, texts.html("data.json"));
    }

    Screen nothingKept() {
        return notice("data.nothing-kept");
    }

    /** @param at when it is asked */
    Screen askErase(Instant at) {
        return new Screen(
                texts.html("data.ask-erase", DataTap.VALID.toMinutes()),
                new Keyboard(1)
                        .add(texts.plain("button.data-export"), new DataTap.Export().data())
                        .add(texts.plain("button.data-erase"), new DataTap.Erase(at).data())
                        .add(texts.plain("button.data-keep"), new DataTap.Keep().data())
                        .rows());
    }

    Screen askedTooLongAgo() {
        return notice("data.asked-too-long-ago");
    }

    Screen kept() {
        return notice("data.kept");
    }

    Screen erased() {
        return notice("data.erased");
    }

    String erasedToast() {
        return texts.plain("toast.erased");
    }

    private Screen notice(String key) {
        return new Screen(texts.html(key), List.of());
    }
}
