package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.bot.Chat.soon;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Somebody taps faster than Telegram takes edits. */
class CoalescedEditsIT extends AmongNeighbours {

    @AutoClose
    private final LineToTelegram line = new LineToTelegram(telegram.url());

    @AutoClose
    private final RunningGateway gateway = gateway("--telegram.api.url=" + line.url());

    private final LocalPerson person = person("en");

    @BeforeEach
    void asksForTheQuiz() {
        person.types("/sleep_quiz");
        soon(() -> assertThat(message().text()).contains("into bed"));
    }

    private ChatMessage message() {
        assertThat(ofBot(person)).hasSize(1);
        return ofBot(person).get(0);
    }

    private void allIsDone() {
        soon(() -> assertThat(gateway.bean(JdbcClient.class)
                        .sql("select count(*) from bot.inbox where state <> 'DONE'")
                        .query(Integer.class)
                        .single())
                .isZero());
    }

    /** What the command-side was told to store, in order. */
    private List<JsonNode> stored() {
        return sides.requests(person.userId()).stream()
                .filter(request -> request.method().equals("PUT"))
                .map(StandInCommandSide.Request::body)
                .map(body -> body.path("value"))
                .toList();
    }

    private record Answer(Question question, AnswerValue value) {}

    private static Answer bedtime(int hour, int minute) {
        return new Answer(Question.BEDTIME, new ClockTime(LocalTime.of(hour, minute)));
    }

    private static final List<Answer> TEN = List.of(
            bedtime(22, 0),
            bedtime(22, 15),
            bedtime(22, 30),
            bedtime(23, 0),
            new Answer(Question.SLEEP_LATENCY, new AnswerValue.Duration(DurationBin.UNDER_15)),
            new Answer(Question.WAKE_TIME, new ClockTime(LocalTime.of(7, 0))),
            new Answer(Question.NIGHT_WAKINGS, new AnswerValue.Wakings(NightWakings.NONE)),
            new Answer(Question.SLEEP_QUALITY, new AnswerValue.Rating(8)),
            new Answer(Question.PHONE_USAGE, new AnswerValue.YesNo(false)),
            new Answer(Question.DISRUPTIONS, new AnswerValue.Disruptions(Set.of())));

    private void tapsTenTimes() {
        UUID quiz = sides.quizzes(person.userId()).get(0).quizId();
        long messageId = message().messageId();
        TEN.forEach(answer ->
                person.tapsData(new Tap.Answer(quiz, answer.question(), answer.value(), null).data(), messageId));
    }

    private static List<JsonNode> valuesOfTen() {
        return TEN.stream()
                .map(answer -> Json.MAPPER.<JsonNode>valueToTree(answer.value()))
                .toList();
    }

    @Test // #3
    void tenQuickTapsAreTenCommandsInOrderAndFewEditsOfWhichTheLastIsRight() {
        line.isSlow("editMessageText", Duration.ofMillis(1_500));
        tapsTenTimes();
        soon(() -> assertThat(message().text()).contains("How alert"));
        allIsDone();
        assertThat(stored()).isEqualTo(valuesOfTen());
        assertThat(calls("editMessageText")).hasSizeBetween(1, 3);
        assertThat(message().text()).contains("How alert");
        soon(() -> assertThat(person.unansweredTaps()).isZero());
        assertThat(calls("answerCallbackQuery")).as("each once").hasSize(10);
    }

    @Test // #3
    void acknowledgementsThatAreSlowHoldUpNeitherOneAnotherNorTheScreenAndAreGivenOnce() {
        line.isSlow("answerCallbackQuery", Duration.ofSeconds(3));
        tapsTenTimes();
        soon(() -> assertThat(message().text()).contains("How alert"));
        assertThat(calls("answerCallbackQuery")).as("still on their way").hasSizeLessThan(10);
        allIsDone();
        soon(() -> assertThat(person.unansweredTaps()).isZero());
        assertThat(calls("answerCallbackQuery")).as("each once").hasSize(10);
    }

    @Test // #3, regression 35
    void whenTelegramWantsUsToWaitTheLastScreenIsShownAfterThatAndNoEarlierAnswerComesAgain() {
        line.isSlow("editMessageText", Duration.ofMillis(500));
        telegram.failNext("editMessageText", 2, 429, "Too Many Requests: retry after 1", 1);
        tapsTenTimes();
        soon(() -> assertThat(message().text()).contains("How alert"));
        allIsDone();
        assertThat(message().text()).contains("How alert");
        List<JsonNode> commands = stored();
        assertThat(commands).containsSubsequence(valuesOfTen());
        for (int number = 1; number < commands.size(); number++) {
            int place = valuesOfTen().indexOf(commands.get(number));
            assertThat(place).isGreaterThanOrEqualTo(valuesOfTen().indexOf(commands.get(number - 1)));
        }
        assertThat(sides.changes(person.userId()))
                .as("registration, start, ten answers")
                .isEqualTo(12);
        soon(() -> assertThat(person.unansweredTaps()).isZero());
    }
}
