package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;
import static org.sleepquiz.bot.Chat.soon;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.localtelegram.Call;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;
import org.sleepquiz.testsupport.AlertRules;
import org.sleepquiz.testsupport.TestKafka;

/** What is said unasked, from the topic of events to the chat. */
@TestInstance(PER_CLASS)
class PromptsIT extends AmongNeighbours {

    private static final String TOPIC = "events-for-the-bot-" + UUID.randomUUID();

    private final TestKafka kafka = TestKafka.shared();

    @AutoClose
    private final KafkaProducer<String, byte[]> producer = producer(kafka);

    @AutoClose
    private RunningGateway gateway;

    @BeforeAll
    void start() throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, "1", new byte[0])).get(); // makes the topic
        gateway = gatewayFedBy(kafka);
    }

    @Test // #5
    void whatTheAlertsAreAboutIsMeasured() {
        AlertRules.of("bot-gateway")
                .areAboutWhatIsIn(gateway.request("GET", "/actuator/prometheus", Role.OPERATOR)
                        .body());
    }

    private static KafkaProducer<String, byte[]> producer(TestKafka broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private RunningGateway gatewayFedBy(TestKafka broker) {
        return gateway(
                "--sleepquiz.kafka.enabled=true",
                "--sleepquiz.kafka.bootstrap=" + broker.bootstrapServers(),
                "--sleepquiz.kafka.topic=" + TOPIC);
    }

    /** Of somebody new who has heard from the bot once. */
    @Override
    Chat chat(String language) {
        Chat chat = super.chat(language);
        chat.types("/help");
        soon(() -> assertThat(chat.ofBot()).hasSize(1));
        return chat;
    }

    private void happens(String id, UserSleepEvent event) {
        happens(producer, id, event);
    }

    private static void happens(KafkaProducer<String, byte[]> producer, String id, UserSleepEvent event) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(TOPIC, event.telegramId(), Json.MAPPER.writeValueAsBytes(event));
        record.headers()
                .add("ce_id", id.getBytes())
                .add("ce_type", EventType.of(event.getClass()).published().getBytes());
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException unsent) {
            throw new IllegalStateException(unsent);
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static LocalDate today() {
        return LocalDate.now(Nights.ZONE);
    }

    private static QuizPrompted prompt(Chat chat, Instant due, Language language) {
        return new QuizPrompted(Long.toString(chat.user()), now(), due, today(), language, false);
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private String outcome(String event) {
        return jdbc().sql("select outcome from bot.outgoing where event_id = :event")
                .param("event", event)
                .query(String.class)
                .optional()
                .orElse("unknown");
    }

    @ParameterizedTest // #4
    @CsvSource({
        "EN, How did you sleep?, Start the quiz, into bed",
        "SV, Hur har du sovit?, Börja, När gick du och lade dig",
        "ES, ¿Qué tal has dormido?, Empezar el cuestionario, ¿A qué hora te metiste en la cama?"
    })
    void aPromptIsSentInTheEventsLanguageAndItsButtonOpensTheQuizInItsPlace(
            Language language, String prompt, String start, String question) {
        Chat chat = chat(language.code());
        happens(id(), prompt(chat, now(), language));
        chat.sees(prompt);
        chat.taps(start).sees(question);
        assertThat(chat.ofBot()).hasSize(2);
    }

    @Test // #4, regression 24, regression 36
    void anEventThatComesTwiceIsSaidOnceAlsoAfterARestart() {
        Chat chat = chat("en");
        String event = id();
        happens(event, prompt(chat, now(), Language.EN));
        chat.sees("How did you sleep?");
        happens(event, prompt(chat, now(), Language.EN));
        gateway.close();
        gateway = gatewayFedBy(kafka);
        happens(event, prompt(chat, now(), Language.EN));
        Chat later = chat("en");
        happens(id(), prompt(later, now(), Language.EN));
        later.sees("How did you sleep?");
        assertThat(chat.ofBot()).hasSize(2);
    }

    @Test // #4
    void aPromptIsPutOffOnceAndASecondTimeItIsSaidThatItIsNot() {
        Chat chat = chat("en");
        happens(id(), prompt(chat, now(), Language.EN));
        chat.sees("How did you sleep?");
        assertThat(chat.labelsOfLast()).containsExactly("Start the quiz", "In 30 minutes", "Pause …");
        sides.snoozeIs("{\"forDate\":\"%s\",\"until\":\"2026-11-25T06:30:00Z\"}".formatted(today()));
        chat.taps("In 30 minutes").sees("I will ask you again at 07:30");
        assertThat(sides.requests(chat.user()))
                .anyMatch(request -> request.path().endsWith("/prompts/" + today() + "/snooze"));

        happens(
                id(),
                new QuizPrompted(
                        Long.toString(chat.user()),
                        now(),
                        now().minus(Duration.ofHours(2).plusMinutes(20)),
                        today(),
                        Language.EN,
                        true));
        chat.sees("Here I am again");
        assertThat(chat.labelsOfLast()).containsExactly("Start the quiz", "Pause …");
        sides.snoozeIs("{\"status\":409,\"code\":\"QUIZ_CLOSED\"}");
        chat.person()
                .tapsData(
                        "pr:z" + today().toString().replace("-", "") + "a",
                        chat.last().messageId());
        chat.sees("I will not ask about that night again");
    }

    @Test // #4
    void promptsArePausedForDaysAndTheDayOfTheNextOneIsSaid() {
        Chat chat = chat("sv");
        happens(id(), prompt(chat, now(), Language.SV));
        chat.sees("Hur har du sovit?");
        chat.taps("Pausa …").sees("I hur många dagar");
        assertThat(chat.labelsOfLast()).containsExactly("1 dag", "3 dagar", "7 dagar", "‹ Tillbaka");
        chat.taps("‹ Tillbaka").sees("Hur har du sovit?");
        chat.taps("Pausa …").taps("3 dagar").sees("Jag frågar dig igen");
        assertThat(sides.settings(chat.user()).promptsPausedUntil()).isEqualTo(today().plusDays(4));
        chat.taps("Fortsätt fråga").sees("varje dag igen");
        assertThat(sides.settings(chat.user()).promptsPausedUntil()).isNull();
    }

    @Test // #4
    void tooManyRequestsAreObeyedAndTheMessageComesAfterwardsOnce() {
        Chat chat = chat("en");
        telegram.failNext("sendMessage", 1, 429, "Too Many Requests: retry after 2", 2);
        happens(id(), prompt(chat, now(), Language.EN));
        chat.sees("How did you sleep?");
        List<Call> calls = calls("sendMessage", chat.person()).stream()
                .filter(call -> call.parameters().path("text").asString().contains("How did you sleep?"))
                .toList();
        assertThat(calls).extracting(Call::status).containsExactly(429, 200);
        assertThat(Duration.between(calls.get(0).at(), calls.get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test // #4, regression 24
    void whoBlocksTheBotIsWrittenToOnceAndTheCommandSideIsTold() {
        Chat chat = chat("en");
        chat.person().blocksBot();
        soon(() -> assertThat(reasons(chat)).containsExactly("BLOCKED")); // by Telegram's own word
        String event = id();
        happens(event, prompt(chat, now(), Language.EN));
        soon(() -> assertThat(outcome(event)).isEqualTo("blocked"));
        assertThat(reasons(chat)).containsExactly("BLOCKED", "BLOCKED");
        assertThat(calls("sendMessage", chat.person())).extracting(Call::status).containsExactly(200, 403);
    }

    @ParameterizedTest // #5
    @CsvSource({
        "403, Forbidden: user is deactivated, DEACTIVATED",
        "403, Forbidden: bot can't initiate conversation with a user, NO_CHAT",
        "400, Bad Request: chat not found, NO_CHAT",
        "403, Forbidden: for some reason, UNKNOWN"
    })
    void whyTelegramRefusesIsToldHoweverLateItCanBe(int status, String description, String reason) {
        Chat chat = chat("en");
        sides.answersInstead(chat.user(), 503, "{\"code\":\"TRY_LATER\"}");
        telegram.failNext("sendMessage", 1, status, description, null);
        String event = id();
        happens(event, prompt(chat, now(), Language.EN));
        soon(() -> assertThat(reasons(chat)).isNotEmpty());
        sides.answersAsUsual(chat.user());
        soon(() -> assertThat(outcome(event)).isEqualTo("blocked"));
        assertThat(reasons(chat)).hasSizeGreaterThan(1).containsOnly(reason);
    }

    @Test // #5
    void aCommandSideThatDoesNotAskWhyIsToldWithoutIt() {
        Chat chat = chat("en");
        sides.answersInstead(chat.user(), 400, "{\"code\":\"MALFORMED\"}");
        chat.person().blocksBot();
        soon(() -> assertThat(reasons(chat)).containsExactly("BLOCKED", ""));
        sides.answersAsUsual(chat.user());
    }

    /** What the command-side was told of why this person cannot be written to. */
    private List<String> reasons(Chat chat) {
        return sides.requests(chat.user()).stream()
                .filter(request -> request.path().endsWith("/reachability"))
                .filter(request -> !request.body().path("reachable").asBoolean(true))
                .map(request -> request.body().path("reason").asString(""))
                .toList();
    }

    @Test // #4
    void whatIsTooLateIsNotSaidAndNeitherIsWhatHasBeenAnsweredMeanwhile() {
        Chat chat = chat("en");
        String late = id();
        happens(late, prompt(chat, now().minus(Duration.ofHours(2).plusMinutes(1)), Language.EN));
        soon(() -> assertThat(outcome(late)).isEqualTo("too-late"));

        sides.has(chat.user(), Nights.entry(today(), Nights.answers("22:00", "06:00", 7)));
        String answered = id();
        happens(answered, prompt(chat, now().minus(Duration.ofMinutes(30)), Language.EN));
        soon(() -> assertThat(outcome(answered)).isEqualTo("needless"));
        assertThat(chat.ofBot()).hasSize(1);
    }

    @Test // #4
    void aRecordThatMakesNoSenseHoldsUpNobody() throws Exception {
        Chat chat = chat("en");
        ProducerRecord<String, byte[]> nonsense = new ProducerRecord<>(TOPIC, "1", "{".getBytes());
        nonsense.headers()
                .add("ce_id", "nonsense".getBytes())
                .add("ce_type", EventType.of(QuizPrompted.class).published().getBytes());
        producer.send(nonsense).get();
        producer.send(new ProducerRecord<>(TOPIC, "1", null)).get();
        happens(id(), prompt(chat, now(), Language.EN));
        chat.sees("How did you sleep?");
    }

    @Test // #4
    void theWeekIsReportedAsAPictureWithTheNightsInWords() {
        Chat chat = chat("en");
        sides.has(chat.user(), Nights.entry(today().minusDays(1), Nights.answers("22:15", "06:00", 9)));
        sides.summaryIs("""
                {"from":"%s","to":"%s","entries":1,"enough":false}""".formatted(today().minusDays(6), today()));
        sides.progressIs("""
                {"xp":260,"level":3,"tier":"BRONZE","xpInLevel":60,"xpOfLevel":100,"streak":1,"freezeDaysLeft":2,
                 "achievements":[]}""");
        happens(id(), new WeeklyReportDue(Long.toString(chat.user()), now(), now(), today().minusDays(1), Language.EN));
        chat.sees(
                "Your week",
                "22:15–06:00, quality 9",
                "There is 1 night in your diary for this week: not enough",
                "1 night in a row · 2 freeze days left");
        soon(() -> assertThat(calls("sendPhoto", chat.person())).hasSize(1));
    }

    @Test // #4
    void aReportWaitsForTheQuerySide() {
        Chat chat = chat("en");
        sides.has(chat.user(), Nights.entry(today().minusDays(1), Nights.answers("22:15", "06:00", 9)));
        sides.summaryIs("""
                {"from":"%s","to":"%s","entries":1,"enough":false}""".formatted(today().minusDays(6), today()));
        sides.isBlind(true);
        try {
            happens(
                    id(),
                    new WeeklyReportDue(Long.toString(chat.user()), now(), now(), today().minusDays(1), Language.EN));
            soon(() -> assertThat(sides.requests(chat.user()))
                    .anyMatch(request -> request.path().endsWith("/chart.png")));
            assertThat(calls("sendPhoto", chat.person())).isEmpty();
        } finally {
            sides.isBlind(false);
        }
        chat.sees("Your week");
    }

    @Test // #4
    void whoWasErasedIsForgottenHereToo() {
        Chat chat = chat("en");
        happens(id(), prompt(chat, now(), Language.EN));
        chat.sees("How did you sleep?");
        happens(id(), new UserErased(Long.toString(chat.user()), now()));
        for (String table : List.of("bot.inbox", "bot.outgoing")) {
            soon(() -> assertThat(jdbc().sql("select count(*) from " + table + " where user_id = :user")
                            .param("user", chat.user())
                            .query(Integer.class)
                            .single())
                    .as(table)
                    .isZero());
        }
    }

    @Test // #4
    void whileTheBrokersAreAwayPeopleAreAnsweredAndAfterwardsTheyAreAsked() {
        TestKafka own = TestKafka.ownBroker();
        try (KafkaProducer<String, byte[]> toOwn = producer(own)) {
            Chat chat = chat("en");
            happens(toOwn, id(), prompt(chat, now(), Language.EN));
            own.stop();
            gateway.close();
            gateway = gatewayFedBy(own);
            soon(() -> assertThat(
                            gateway.request("GET", "/actuator/health", null).statusCode())
                    .isEqualTo(200));
            chat.types("/sleep_quiz").sees("into bed");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.bean(MeterRegistry.class)
                                    .get("sleepquiz.bot.feed.away")
                                    .gauge()
                                    .value()
                            == 1);
            own.start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> chat.ofBot().stream()
                            .anyMatch(message -> message.text().contains("How did you sleep?")));
        } finally {
            gateway.close();
            gateway = gatewayFedBy(kafka);
            own.close();
        }
    }
}
