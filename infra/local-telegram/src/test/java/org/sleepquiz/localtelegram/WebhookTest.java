package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class WebhookTest {

    /** What the bot's end received; its answers are taken from {@link #statuses}, 200 when there is none. */
    record Delivery(String secret, JsonNode update, int answered) {}

    private final LocalTelegram telegram = LocalTelegram.start(0, BotClient.TOKEN, null);
    private final BotClient bot = BotClient.of(telegram);
    private final LocalPerson ada = telegram.person(1001, "Ada", "en");
    private final LocalPerson bo = telegram.person(1002, "Bo", "en");
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private volatile String reply = "";
    private HttpServer hook;

    @BeforeEach
    void listen() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/hook", exchange -> {
            try (exchange) {
                JsonNode update = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
                wrong.addAll(ApiDescription.BOT_API.problemsOf("Update", update));
                boolean ofBo = update.path("message").path("chat").path("id").asLong() == 1002;
                Integer planned = ofBo ? null : statuses.poll();
                int status = planned == null ? 200 : planned;
                byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
                deliveries.add(new Delivery(
                        String.valueOf(exchange.getRequestHeaders().getFirst("X-Telegram-Bot-Api-Secret-Token")),
                        update,
                        status));
            }
        });
        hook.start();
    }

    @AfterEach
    void close() {
        telegram.close();
        hook.stop(0);
        assertThat(wrong).as("what deliveries had that an Update has not").isEmpty();
    }

    @Test // #2
    void updatesAreDeliveredWithTheSecretIncludingThoseThatWaited() {
        ada.types("before");
        setWebhook();
        ada.types("after");

        await().untilAsserted(() -> assertThat(deliveries)
                .extracting(delivery ->
                        delivery.update().path("message").path("text").asString())
                .containsExactly("before", "after"));
        assertThat(deliveries).extracting(Delivery::secret).containsOnly("s3cret");
        await().untilAsserted(() ->
                assertThat(info().path("pending_update_count").asInt(-1)).isZero());
    }

    @Test // #2
    void aFailedDeliveryIsRetriedInOrderAndHoldsUpNobodyElse() {
        statuses.addAll(List.of(500, 502, 500));
        setWebhook();
        ada.types("one");
        ada.types("two");
        bo.types("other chat");

        await().untilAsserted(() -> assertThat(deliveries).hasSize(6));
        assertThat(deliveries.stream()
                        .filter(delivery -> delivery.answered() == 200)
                        .map(delivery ->
                                delivery.update().path("message").path("text").asString()))
                .containsExactly("other chat", "one", "two");
        assertThat(deliveries.stream()
                        .filter(delivery -> delivery.answered() != 200)
                        .map(delivery -> delivery.update().path("update_id").asLong()))
                .containsOnly(1L);
        assertThat(info().path("last_error_message").asString()).isEqualTo("Wrong response from the webhook: 500");
    }

    @Test // #2, regression 36
    void aDeliveredUpdateCanComeAgain() {
        setWebhook();
        ada.types("one");
        await().untilAsserted(() ->
                assertThat(info().path("pending_update_count").asInt(-1)).isZero());
        telegram.redeliver(1);

        await().untilAsserted(() -> assertThat(deliveries)
                .extracting(delivery -> delivery.update().path("update_id").asLong())
                .containsExactly(1L, 1L));
    }

    @Test // #2
    void theReplyMayCarryACall() {
        reply = "{\"method\":\"sendMessage\",\"chat_id\":1001,\"text\":\"in the reply\"}";
        setWebhook();
        ada.types("one");

        await().untilAsserted(() -> assertThat(ada.lastMessage().text()).isEqualTo("in the reply"));
    }

    @Test // #2
    void deletingItBringsTheUpdatesBackToPolling() {
        statuses.addAll(List.of(500, 500, 500, 500, 500, 500));
        setWebhook();
        ada.types("one");
        await().until(() -> !deliveries.isEmpty());
        assertThat(bot.call("deleteWebhook", "{}").body().path("description").asString())
                .isEqualTo("Webhook was deleted");

        assertThat(bot.call("getUpdates", "{}").result().size()).isEqualTo(1);
        assertThat(info().path("url").asString("none")).isEmpty();
    }

    @Test // #2
    void pendingUpdatesCanBeDropped() {
        ada.types("old");
        bot.call("deleteWebhook", "{\"drop_pending_updates\":true}").result();

        assertThat(bot.call("getUpdates", "{}").result().size()).isZero();
    }

    @Test // #4
    void onlyAllowedKindsAreDelivered() {
        String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook";
        bot.call("setWebhook", "{\"url\":\"" + url + "\",\"allowed_updates\":[\"message\",\"my_chat_member\"]}")
                .result();
        ada.types("one");
        ada.edits(1, "two");
        ada.blocksBot();

        await().untilAsserted(() -> assertThat(deliveries)
                .extracting(delivery -> List.copyOf(delivery.update().propertyNames()))
                .containsExactly(List.of("update_id", "message"), List.of("update_id", "my_chat_member")));
        assertThat(info().path("allowed_updates").toString()).isEqualTo("[\"message\",\"my_chat_member\"]");
    }

    @ParameterizedTest // #2
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"url":"http://example.org/hook"}                        | bad webhook: An HTTPS URL must be provided for webhook
                    {"url":"nonsense"}                                       | bad webhook: An HTTPS URL must be provided for webhook
                    {"url":"https://example.org/","secret_token":"a b"}      | secret token contains unallowed characters
                    {"url":"https://example.org/","max_connections":0}       | max_connections must be between 1 and 100
                    """)
    void aBadWebhookIsRefused(String json, String why) {
        bot.call("setWebhook", json).refused(400, "Bad Request: " + why);
    }

    private void setWebhook() {
        String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook";
        BotClient.Reply set = bot.call("setWebhook", "{\"url\":\"" + url + "\",\"secret_token\":\"s3cret\"}");
        assertThat(set.body().path("description").asString()).isEqualTo("Webhook was set");
    }

    private JsonNode info() {
        return bot.call("getWebhookInfo", "{}").result();
    }
}
