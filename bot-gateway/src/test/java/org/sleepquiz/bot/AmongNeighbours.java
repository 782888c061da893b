package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.bot.Chat.soon;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.sleepquiz.localtelegram.Call;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.localtelegram.LocalTelegram;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a gateway lives among: a Telegram, the other sides, a database. Each test has its own; of a class that says
 * {@code PER_CLASS} all tests share them.
 */
abstract class AmongNeighbours {

    private static final AtomicLong NEXT_USER = new AtomicLong(5_001);

    final TestDatabase database = TestPostgres.freshDatabase();

    @AutoClose
    final LocalTelegram telegram = LocalTelegram.start(0, RunningGateway.TOKEN, null);

    @AutoClose
    final StandInCommandSide sides = new StandInCommandSide();

    @AfterEach
    void seeAgain() {
        sides.isBlind(false);
    }

    RunningGateway gateway(String... settings) {
        return RunningGateway.start(database, telegram.url(), sides, settings);
    }

    /** Somebody new. */
    LocalPerson person(String language) {
        return telegram.person(NEXT_USER.getAndIncrement(), "Eva", language);
    }

    /** Of somebody new. */
    Chat chat(String language) {
        return new Chat(person(language));
    }

    JdbcClient jdbc() {
        return JdbcClient.create(database.dataSource());
    }

    List<Call> calls(String method) {
        return telegram.calls().stream()
                .filter(call -> call.method().equals(method))
                .toList();
    }

    List<Call> calls(String method, LocalPerson person) {
        return calls(method).stream()
                .filter(call -> call.parameters().path("chat_id").asLong() == person.userId())
                .toList();
    }

    QuizState onlyQuiz(LocalPerson person) {
        assertThat(sides.quizzes(person.userId())).hasSize(1);
        return sides.quizzes(person.userId()).get(0);
    }

    static void sees(LocalPerson person, String text) {
        soon(() -> assertThat(textsOfBot(person)).anyMatch(seen -> seen.contains(text)));
    }

    static void isAsked(LocalPerson person) {
        person.types("/sleep_quiz");
        sees(person, "into bed");
    }

    static List<ChatMessage> ofBot(LocalPerson person) {
        return person.messages().stream().filter(ChatMessage::fromBot).toList();
    }

    static List<String> textsOfBot(LocalPerson person) {
        return ofBot(person).stream().map(ChatMessage::text).toList();
    }
}
