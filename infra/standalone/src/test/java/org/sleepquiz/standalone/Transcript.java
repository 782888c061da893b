package org.sleepquiz.standalone;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.sleepquiz.localtelegram.Attachment;
import org.sleepquiz.localtelegram.Button;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A conversation that is written down as a person sees it, whatever the number of messages that the bot answers with. */
final class Transcript {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final LocalPerson person;
    private final JdbcClient jdbc;
    private final StringBuilder written = new StringBuilder();
    private final List<String> heard = new ArrayList<>();
    private Map<Long, Integer> told = Map.of(); // how often each message had been changed when it was written down

    Transcript(StandaloneSystem system, long userId, String name, String language) {
        this.person = system.localTelegram().person(userId, name, language);
        StandaloneSystem.Servers servers = system.servers();
        this.jdbc = JdbcClient.create(
                new DriverManagerDataSource(servers.jdbcUrl(), servers.jdbcUser(), servers.jdbcPassword()));
    }

    /** What there is to see: how often each message was changed, and the short notices. */
    private record Seen(Map<Long, Integer> edits, int notices, List<List<String>> keyboard) {}

    /** Types the text and waits until the bot has said what it has to say; what it said or changed. */
    List<ChatMessage> types(String text) {
        return after("types " + text, () -> person.types(text));
    }

    /** Taps the newest button with that label. */
    List<ChatMessage> taps(String label) {
        return after("taps [" + label + "]", () -> person.taps(label));
    }

    List<ChatMessage> sharesLocation(double latitude, double longitude) {
        return after(
                "shares a location: " + latitude + ", " + longitude, () -> person.sharesLocation(latitude, longitude));
    }

    private List<ChatMessage> after(String what, Runnable deed) {
        Seen before = seen();
        written.append("\n> ").append(what).append('\n');
        deed.run();
        try {
            awaitAnswer(before, PATIENCE);
        } catch (ConditionTimeoutException nothing) {
            throw new AssertionError("The bot does not react:\n" + written, nothing);
        }
        return hear(before);
    }

    /** Waits until the bot's newest message says that. */
    void shows(String text) {
        try {
            await().atMost(PATIENCE)
                    .until(() -> person.messages().stream()
                            .filter(ChatMessage::fromBot)
                            .reduce((earlier, later) -> later)
                            .filter(message -> message.text().contains(text))
                            .isPresent());
        } catch (ConditionTimeoutException otherwise) {
            throw new AssertionError("The bot does not say \"" + text + "\":\n" + written, otherwise);
        }
    }

    /** What the bot says unasked. */
    List<ChatMessage> waits(Duration noLonger) {
        Seen before = seen();
        written.append("\n> waits\n");
        awaitAnswer(before, noLonger);
        return hear(before);
    }

    private void awaitAnswer(Seen before, Duration noLonger) {
        await().pollInterval(LOOK_EVERY)
                .atMost(noLonger)
                .until(() -> isAnswer(before, seen()) && person.unansweredTaps() == 0 && hasSaidAll());
    }

    /** What is done was said before. */
    private boolean hasSaidAll() {
        return jdbc.sql("""
                        select not exists (select from bot.inbox where user_id = :user and state = 'NEW')
                            and not exists (select from bot.outgoing where user_id = :user and state <> 'DONE')
                        """).param("user", person.userId()).query(Boolean.class).single();
    }

    private List<ChatMessage> hear(Seen before) {
        Seen last = seen();
        List<ChatMessage> said = person.messages().stream()
                .filter(ChatMessage::fromBot)
                .filter(message -> message.editCount() != told.getOrDefault(message.messageId(), -1))
                .toList();
        told = last.edits();
        for (ChatMessage message : said) {
            write(shown(message));
        }
        person.toasts().stream()
                .skip(before.notices())
                .filter(text -> !text.isEmpty())
                .map("(%s)"::formatted)
                .forEach(this::write);
        if (!last.keyboard().equals(before.keyboard())) {
            last.keyboard().forEach(row -> write("below: " + row));
        }
        return said;
    }

    private void write(String text) {
        heard.add(text);
        written.append(text.indent(4));
    }

    /** Whether the bot did something; what the person did is none. */
    private static boolean isAnswer(Seen before, Seen now) {
        return !now.edits().equals(before.edits()) || now.notices() > before.notices();
    }

    private Seen seen() {
        Map<Long, Integer> edits = new HashMap<>();
        person.messages().stream()
                .filter(ChatMessage::fromBot)
                .forEach(message -> edits.put(message.messageId(), message.editCount()));
        return new Seen(edits, person.toasts().size(), person.replyKeyboard());
    }

    /** The labels under the bot's newest message that has any. */
    List<String> labels() {
        return person.messages().stream()
                .filter(message -> message.fromBot() && !message.keyboard().isEmpty())
                .reduce((earlier, later) -> later)
                .map(message -> message.keyboard().stream()
                        .flatMap(List::stream)
                        .filter(button -> !button.callbackData().isEmpty())
                        .map(Button::text)
                        .toList())
                .orElse(List.of());
    }

    /** Everything the bot has said so far, its buttons and notices among it. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    private String shown(ChatMessage message) {
        String attached = message.attachment()
                .map(attachment -> attachment.kind() == Attachment.Kind.PHOTO
                        ? "[picture, %,d bytes]\n".formatted(person.opens(attachment).length)
                        : "[document %s, %,d bytes]\n"
                                .formatted(attachment.fileName(), person.opens(attachment).length))
                .orElse("");
        return attached
                + message.text()
                + message.keyboard().stream()
                        .map(row -> row.stream()
                                .map(Button::text)
                                .map("[%s]"::formatted)
                                .collect(Collectors.joining(" ", "\n", "")))
                        .collect(Collectors.joining());
    }

    /** For people to read. */
    void save(String name) throws IOException {
        Path file = Files.createDirectories(Path.of("target", "transcripts")).resolve(name + ".txt");
        Files.writeString(file, written);
        System.out.println(written);
    }
}
