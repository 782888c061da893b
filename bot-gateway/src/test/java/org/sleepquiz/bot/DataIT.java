package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;
import static org.sleepquiz.bot.Chat.soon;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.bot.data.Forgetting;
import org.sleepquiz.messages.Language;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A person's data: taken along, explained, erased. */
@TestInstance(PER_CLASS)
class DataIT extends AmongNeighbours {

    @AutoClose
    private final LineToTelegram line = new LineToTelegram(telegram.url());

    @AutoClose
    private final RunningGateway gateway = gateway("--telegram.api.url=" + line.url());

    private Chat chatWithANight() {
        Chat chat = chat("en");
        sides.has(chat.user(), Nights.entry(LocalDate.now(Nights.ZONE), Nights.answers("23:30", "07:15", 9)));
        return chat;
    }

    @Test // #4
    void everythingIsSentAsATableAndForPrograms() {
        Chat chat = chatWithANight();
        chat.types("/export").sees("for programs");
        soon(() -> assertThat(calls("sendDocument", chat.person()))
                .extracting(call -> call.parameters().path("document").asString())
                .containsExactly("sleep-diary.csv", "sleep-diary.json"));
        assertThat(chat.ofBot().get(0).text()).contains("one row per night");
    }

    @Test // #4, regression 36
    void afterAFailureInBetweenOnlyTheDocumentThatIsMissingIsSentAgain() {
        Chat chat = chatWithANight();
        line.isSlow("sendDocument", Duration.ofSeconds(1));
        chat.types("/export");
        soon(() -> assertThat(calls("sendDocument", chat.person())).hasSize(1));
        telegram.failNext("sendDocument", 1, 500, "Internal Server Error", null);
        line.isSlow("sendDocument", Duration.ZERO);
        chat.sees("for programs");
        soon(() -> assertThat(calls("sendDocument", chat.person()))
                .extracting(call -> call.parameters().path("document").asString() + " " + call.status())
                .containsExactly("sleep-diary.csv 200", "sleep-diary.json 500", "sleep-diary.json 200"));
    }

    @Test // #4
    void whileNothingCanBeLookedUpTheExportIsOfferedAgain() {
        Chat chat = chatWithANight();
        sides.isBlind(true);
        chat.types("/export").sees("I cannot look that up at the moment");
        assertThat(calls("sendDocument", chat.person())).isEmpty();
        sides.isBlind(false);
        chat.taps("Try again").sees("for programs");
    }

    @ParameterizedTest // #4
    @CsvSource({"en, Nothing is kept about you", "sv, Inget sparas om dig", "es, No se guarda nada sobre ti"})
    void askingForDataMakesNobody(String language, String nothing) {
        for (String command : List.of("/export", "/delete_my_data")) {
            Chat chat = chat(language);
            chat.types(command).sees(nothing);
            assertThat(sides.knows(chat.user())).isFalse();
        }
    }

    @ParameterizedTest // #4
    @EnumSource(Language.class)
    void privacyAndHelpNameEveryWayInEveryLanguage(Language language) {
        Chat chat = chat(language.code());
        chat.types("/privacy").sees("/export", "/delete_my_data", "7");
        chat.types("/help")
                .sees("/sleep_quiz", "/history", "/stats", "/export", "/privacy", "/delete_my_data", "/cancel");
    }

    @Test // #4
    void erasingNeedsASecondWordAndTheFirstOneChangesNothing() {
        Chat chat = chatWithANight();
        chat.types("/delete_my_data").sees("Do you want to have everything erased?", "10 minutes");
        chat.taps("No, keep everything").sees("Everything stays as it is");
        assertThat(sides.knows(chat.user())).isTrue();
    }

    @Test // #4
    void oneCanTakeTheDataAlongFirstAndIsThenErasedAndForgotten() {
        Chat chat = chatWithANight();
        chat.types("/sleep_quiz").taps("✓ 22:00").sees("fall asleep");
        String oldButton = chat.data("15–30 min");
        long oldMessage = chat.last().messageId();
        chat.types("/delete_my_data").taps("Take my data along first").sees("for programs");
        chat.taps("Yes, erase everything");
        soon(() -> assertThat(sides.knows(chat.user())).isFalse());
        soon(() -> assertThat(chat.ofBot())
                .anyMatch(message -> message.text().contains("Everything about you is erased")));

        gateway.bean(Forgetting.class).erased(chat.user(), Instant.now()); // as the topic of events has it done
        assertThat(rowsWith(chat.user())).isZero();

        chat.person().tapsData(oldButton, oldMessage);
        soon(() -> assertThat(chat.ofBot().get(0).text()).contains("This quiz is closed"));
        assertThat(sides.knows(chat.user()))
                .as("an old button brings nobody back")
                .isFalse();
        chat.taps("Start the quiz");
        soon(() ->
                assertThat(sides.knows(chat.user())).as("whoever wants to may").isTrue());
    }

    /** In every column of every table. */
    private int rowsWith(long user) {
        JdbcClient jdbc = jdbc();
        List<String> tables = jdbc.sql(
                        "select table_name from information_schema.tables where table_schema = 'bot' and table_name <> 'flyway_schema_history'")
                .query(String.class)
                .list();
        assertThat(tables).contains("inbox", "outgoing");
        return tables.stream()
                .mapToInt(table -> jdbc.sql(
                                "select count(*) from bot.%s as line where line::text ~ :user".formatted(table))
                        .param("user", "\\m" + user + "\\M")
                        .query(Integer.class)
                        .single())
                .sum();
    }

    @Test // #4
    void aSecondTapOnTheLastWordIsHarmless() {
        Chat chat = chatWithANight();
        chat.types("/delete_my_data").sees("Do you want");
        String erase = chat.data("Yes, erase everything");
        long message = chat.last().messageId();
        chat.person().tapsData(erase, message);
        chat.person().tapsData(erase, message);
        chat.sees("Everything about you is erased");
        soon(() -> assertThat(chat.person().unansweredTaps()).isZero());
        assertThat(sides.knows(chat.user())).isFalse();
        assertThat(chat.ofBot()).hasSize(1);
    }

    @Test // #4
    void anAnswerThatComesTooLateErasesNothing() {
        Chat chat = chatWithANight();
        chat.types("/delete_my_data").sees("Do you want");
        long tooLongAgo = Instant.now().minus(Duration.ofMinutes(11)).getEpochSecond();
        chat.person().tapsData("me:e" + tooLongAgo, chat.last().messageId());
        chat.sees("That question is too old. Nothing was erased.");
        assertThat(sides.knows(chat.user())).isTrue();
    }

    @Test // #4
    void anErasureThatCannotBeDoneNowIsDoneLater() {
        Chat chat = chatWithANight();
        chat.types("/delete_my_data").sees("Do you want");
        sides.answersInstead(chat.user(), 503, "{\"code\":\"TRY_LATER\"}");
        chat.taps("Yes, erase everything");
        soon(() -> assertThat(chat.person().toasts()).anyMatch(toast -> toast.startsWith("Kept")));
        sides.answersAsUsual(chat.user());
        soon(() -> assertThat(sides.knows(chat.user())).isFalse());
        chat.sees("Everything about you is erased");
    }

    @Test // #4
    void blockingAndComingBackIsToldToTheCommandSideAndMakesNobody() {
        Chat chat = chatWithANight();
        chat.types("/start").sees("Hello!");
        chat.person().blocksBot();
        soon(() -> assertThat(reachability(chat)).containsExactly(false));
        chat.person().unblocksBot();
        soon(() -> assertThat(reachability(chat)).containsExactly(false, true));
    }

    private List<Boolean> reachability(Chat chat) {
        return sides.requests(chat.user()).stream()
                .filter(request -> request.path().endsWith("/reachability"))
                .map(request -> request.body().path("reachable").asBoolean())
                .toList();
    }
}
