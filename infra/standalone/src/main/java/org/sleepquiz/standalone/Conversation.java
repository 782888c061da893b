package org.sleepquiz.standalone;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.sleepquiz.localtelegram.Button;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;

/** What a person and the bot say to each other, as the person sees it. */
final class Conversation {

    private final LocalPerson person;
    private final Duration patience;

    Conversation(LocalPerson person, Duration patience) {
        this.person = person;
        this.patience = patience;
    }

    /**
     * Taps the button with that text under the bot's newest message, or types the text where there is none, and waits for the
     * bot.
     *
     * @param answered what the bot's newest message must then contain
     * @return whether it came to that in time
     */
    boolean says(String text, String answered) {
        String before = shown();
        if (has(text)) {
            person.taps(text);
        } else {
            person.types(text);
        }
        return waitFor(patience, () -> {
            String now = shown();
            return !now.equals(before) && now.contains(answered) && person.unansweredTaps() == 0;
        });
    }

    /** Whether the bot's newest message has a button with that text. */
    boolean has(String button) {
        return newestOfBot().stream()
                .flatMap(message -> message.keyboard().stream())
                .flatMap(List::stream)
                .anyMatch(candidate -> candidate.text().equals(button));
    }

    /** The bot's newest message, with its buttons in brackets. */
    String shown() {
        return newestOfBot()
                .map(message -> message.text()
                        + message.keyboard().stream()
                                .map(row -> row.stream()
                                        .map(Button::text)
                                        .map("[%s]"::formatted)
                                        .collect(Collectors.joining(" ", "\n", "")))
                                .collect(Collectors.joining()))
                .orElse("");
    }

    /** What the bot said or changed last. */
    Optional<ChatMessage> newestOfBot() {
        return person.messages().stream().filter(ChatMessage::fromBot).reduce((earlier, later) -> later);
    }

    /** Whether it is so before the patience is at its end. */
    static boolean waitFor(Duration patience, BooleanSupplier isSo) {
        Instant end = Instant.now().plus(patience);
        while (!isSo.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
