package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sleepquiz.bot.Chat.soon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;

/** Updates that Telegram delivers, and what others may try in its name. */
class WebhookIT extends AmongNeighbours {

    private static final String SECRET = "a-secret_of-Telegram-0123456789";
    private static final String PATH = "/telegram/webhook";
    private static final String PROOF = "X-Telegram-Bot-Api-Secret-Token";

    /** A gateway to which Telegram delivers. */
    private RunningGateway delivered(TestDatabase database) {
        int port = freePort();
        return RunningGateway.start(
                database,
                telegram.url(),
                sides,
                "--sleepquiz.bot.port=" + port,
                "--telegram.mode=webhook",
                "--telegram.webhook.url=http://127.0.0.1:" + port + PATH,
                "--telegram.webhook.secret=" + SECRET);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private static HttpResponse<String> deliver(RunningGateway gateway, String update, @Nullable String secret) {
        return gateway.request("POST", PATH, null, update, secret == null ? Map.of() : Map.of(PROOF, secret));
    }

    private static HttpResponse<String> deliver(RunningGateway gateway, String update) {
        return deliver(gateway, update, SECRET);
    }

    private static String said(long update, long user, String text) {
        return """
                {"update_id": %d, "message": {"message_id": 7, "date": 1764000000, "text": "%s",
                 "chat": {"id": %d, "type": "private"}, "from": {"id": %d, "is_bot": false, "language_code": "en"}}}
                """.formatted(update, text, user, user);
    }

    private double updates(RunningGateway gateway, String outcome) {
        return gateway.request("GET", "/actuator/prometheus", Role.OPERATOR)
                .body()
                .lines()
                .filter(line ->
                        line.startsWith("sleepquiz_bot_updates_total") && line.contains("outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private long kept() {
        return jdbc().sql("select count(*) from bot.inbox").query(Long.class).single();
    }

    @Test // #4
    void aPersonIsAnsweredThoughNobodyPolls() {
        try (RunningGateway gateway = delivered(database)) {
            LocalPerson person = telegram.person(801, "Eva", "sv-SE");
            person.types("/start");
            soon(() -> assertThat(textsOfBot(person)).anyMatch(text -> text.startsWith("Hej!")));
            person.taps("Börja");
            soon(() -> assertThat(textsOfBot(person)).anyMatch(text -> text.contains("När gick du och lade dig?")));
            soon(() -> assertThat(person.unansweredTaps()).isZero());

            assertThat(telegram.calls()).noneMatch(call -> call.method().equals("getUpdates"));
            assertThat(telegram.calls())
                    .filteredOn(call -> call.method().equals("setWebhook"))
                    .singleElement()
                    .satisfies(call -> {
                        assertThat(call.parameters().path("secret_token").asString())
                                .isEqualTo(SECRET);
                        assertThat(call.parameters().path("allowed_updates"))
                                .extracting(node -> node.asString())
                                .containsExactly("message", "callback_query", "my_chat_member");
                    });
            soon(() -> assertThat(gateway.request("GET", "/actuator/health", Role.OPERATOR)
                            .body())
                    .contains("\"webhook\":\"REGISTERED\""));
        }
    }

    @Test // #4
    void whoeverDoesNotKnowTheSecretIsTurnedAwayWithoutAWord() {
        try (RunningGateway gateway = delivered(database)) {
            List<String> guesses = List.of("", SECRET.substring(1), SECRET + "0", SECRET.toUpperCase(Locale.ROOT), "?");
            for (String guess : guesses) {
                HttpResponse<String> refused = deliver(gateway, said(1, 802, "/start"), guess);
                assertThat(refused.statusCode()).as(guess).isEqualTo(403);
                assertThat(refused.body()).isEmpty();
            }
            assertThat(deliver(gateway, said(1, 802, "/start"), null).statusCode())
                    .isEqualTo(403);
            assertThat(kept()).isZero();
            assertThat(updates(gateway, "forged")).isEqualTo(guesses.size() + 1);
            assertThat(sides.knows(802)).isFalse();
        }
    }

    @Test // #4
    void aHugeRequestIsRefusedAndALargeUpdateIsNot() {
        try (RunningGateway gateway = delivered(database)) {
            telegram.person(803, "Eva", "en");
            assertThat(deliver(gateway, said(1, 803, "x".repeat(300_000))).statusCode())
                    .isEqualTo(413);
            assertThat(kept()).isZero();
            assertThat(deliver(gateway, said(1, 803, "\\u00e5".repeat(4096) + "x".repeat(200_000)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(kept()).isEqualTo(1);
        }
    }

    @Test // #4, regression 37
    void whatIsNoUpdateIsCountedAndNeverAskedForAgain() {
        List<String> bodies = List.of(
                "",
                "{",
                "[]",
                "null",
                "7",
                "\"update\"",
                "{}",
                "{\"update_id\": \"one\"}",
                "{\"message\": {\"text\": \"no id\"}}",
                "\u0000");
        try (RunningGateway gateway = delivered(database)) {
            for (String body : bodies) {
                assertThat(deliver(gateway, body).statusCode()).as(body).isEqualTo(200);
            }
            assertThat(updates(gateway, "malformed")).isEqualTo(bodies.size());
            assertThat(kept()).isZero();
        }
    }

    @Test // #4
    void whatCannotBeKeptNowIsNotSaidToHaveArrived() {
        LocalPerson person = telegram.person(806, "Eva", "en");
        try (TestPostgres server = TestPostgres.ownServer();
                RunningGateway gateway = delivered(server.newDatabase())) {
            server.stop();
            assertThat(deliver(gateway, said(950, 806, "/help")).statusCode()).isEqualTo(503);
            person.types("/start");
            server.start();
            soon(() ->
                    assertThat(textsOfBot(person)).as("Telegram delivers again").hasSize(1));
            assertThat(deliver(gateway, said(950, 806, "/help")).statusCode()).isEqualTo(200);
            soon(() -> assertThat(textsOfBot(person)).hasSize(2));
        }
    }

    @Test // #4, regression 13
    void anUpdateThatDoesNotConcernUsIsPassedOver() {
        try (RunningGateway gateway = delivered(database)) {
            for (String update : List.of(
                    "{\"update_id\": 5, \"edited_message\": {\"text\": \"x\"}}",
                    "{\"update_id\": 6, \"message\": {\"chat\": {\"id\": -5, \"type\": \"group\"}}}",
                    "{\"update_id\": 7, \"callback_query\": {}}")) {
                assertThat(deliver(gateway, update).statusCode()).isEqualTo(200);
            }
            assertThat(updates(gateway, "ignored")).isEqualTo(3);
            assertThat(kept()).isZero();
        }
    }

    @Test // #4, regression 36
    void anUpdateDeliveredManyTimesToTwoGatewaysAtOnceIsAnsweredOnce() {
        LocalPerson person = telegram.person(804, "Eva", "en");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (RunningGateway one = delivered(database);
                RunningGateway other = delivered(database)) {
            List<CompletableFuture<Integer>> statuses = IntStream.range(0, 20)
                    .mapToObj(time -> CompletableFuture.supplyAsync(
                            () -> deliver(time % 2 == 0 ? one : other, said(900, 804, "/help"))
                                    .statusCode(),
                            threads))
                    .toList();
            assertThat(statuses.stream().map(CompletableFuture::join)).containsOnly(200);
            soon(() -> assertThat(textsOfBot(person)).hasSize(1));
            assertThat(updates(one, "stored") + updates(other, "stored")).isEqualTo(1);
            assertThat(updates(one, "repeated") + updates(other, "repeated")).isEqualTo(19);
            person.types("/privacy");
            soon(() -> assertThat(textsOfBot(person)).hasSize(2)); // and nothing came in between
        } finally {
            threads.shutdownNow();
        }
    }

    @Test // #4
    void fromPollingToWebhookAndBackNothingIsLost() {
        LocalPerson person = telegram.person(805, "Eva", "en");
        try (RunningGateway polling = gateway()) {
            person.types("/help");
            soon(() -> assertThat(textsOfBot(person)).hasSize(1));
            assertThat(deliver(polling, said(1, 805, "/help")).statusCode()).isEqualTo(404);
        }
        person.types("/privacy");
        try (RunningGateway webhook = delivered(database)) {
            soon(() -> assertThat(textsOfBot(person)).hasSize(2));
            assertThat(webhook.bean(Inbox.class)).isNotNull();
        }
        person.types("/start");
        try (RunningGateway polling = gateway()) {
            soon(() -> assertThat(textsOfBot(person)).hasSize(3));
            assertThat(polling.bean(Inbox.class)).isNotNull();
        }
    }

    @Test // #4
    void aMissingUrlOrSecretIsSaidAtTheStart() {
        Stream.of(
                        Map.entry("--telegram.webhook.secret=" + SECRET, "TELEGRAM_WEBHOOK_URL"),
                        Map.entry("--telegram.webhook.url=https://bot.example.org" + PATH, "TELEGRAM_WEBHOOK_SECRET"))
                .forEach(given -> assertThatThrownBy(() -> gateway("--telegram.mode=webhook", given.getKey()))
                        .rootCause()
                        .hasMessageContaining(given.getValue())
                        .hasMessageNotContaining(SECRET));
        assertThatThrownBy(() -> gateway("--telegram.mode=pigeon")).rootCause().hasMessageContaining("TELEGRAM_MODE");
    }
}
