package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.sleepquiz.localtelegram.Button;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;

/** A conversation that fails the test when the bot does not react. */
final class Talk {

    private final Conversation conversation;

    Talk(LocalPerson person) {
        this.conversation = new Conversation(person, Duration.ofSeconds(30));
    }

    void says(String text) {
        assertThat(conversation.says(text, ""))
                .as("the bot reacts to \"%s\"; shown is: %s", text, conversation.shown())
                .isTrue();
    }

    String shown() {
        return conversation.shown();
    }

    ChatMessage message() {
        return conversation.newestOfBot().orElseThrow();
    }

    String buttonContaining(String text) {
        return message().keyboard().stream()
                .flatMap(List::stream)
                .map(Button::text)
                .filter(button -> button.contains(text))
                .findFirst()
                .orElseThrow();
    }
}
