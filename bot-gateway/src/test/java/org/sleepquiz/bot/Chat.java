package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.sleepquiz.localtelegram.Button;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;

/** A person's chat with the bot, as tests talk about it. */
record Chat(LocalPerson person) {

    static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }

    long user() {
        return person.userId();
    }

    Chat types(String text) {
        person.types(text);
        return this;
    }

    /** Taps the newest button that says this, as soon as there is one. */
    Chat taps(String label) {
        soon(() -> assertThat(labels()).contains(label));
        person.taps(label);
        return this;
    }

    /** Waits until the newest message of the bot says all this. */
    ChatMessage sees(String... texts) {
        soon(() -> assertThat(last().text()).contains(texts));
        return last();
    }

    List<ChatMessage> ofBot() {
        return person.messages().stream().filter(ChatMessage::fromBot).toList();
    }

    ChatMessage last() {
        List<ChatMessage> all = ofBot();
        assertThat(all).isNotEmpty();
        return all.get(all.size() - 1);
    }

    /** What the buttons under the newest message of the bot say. */
    List<String> labelsOfLast() {
        return last().keyboard().stream()
                .flatMap(List::stream)
                .map(Button::text)
                .toList();
    }

    private List<String> labels() {
        return ofBot().stream()
                .flatMap(message -> message.keyboard().stream())
                .flatMap(List::stream)
                .map(Button::text)
                .toList();
    }

    /** The data of the newest button that says this. */
    String data(String label) {
        List<String> found = ofBot().stream()
                .flatMap(message -> message.keyboard().stream())
                .flatMap(List::stream)
                .filter(button -> button.text().equals(label))
                .map(Button::callbackData)
                .toList();
        assertThat(found).as("the button %s", label).isNotEmpty();
        return found.get(found.size() - 1);
    }
}
