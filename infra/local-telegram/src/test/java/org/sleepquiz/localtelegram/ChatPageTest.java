package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ChatPageTest {

    private final LocalTelegram telegram = LocalTelegram.start(0, BotClient.TOKEN, null);
    private final BotClient bot = BotClient.of(telegram);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        telegram.close();
    }

    @ParameterizedTest // #2
    @CsvSource({"/, text/html", "/chat.css, text/css", "/chat.js, text/javascript", "/icon.svg, image/svg+xml"})
    void thePageIsServedUnderAStrictPolicy(String path, String type) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test // #2
    void thePageNeedsNothingFromOutsideAndHasNothingInline() throws IOException, InterruptedException {
        assertThat(get("/").body())
                .doesNotContain("http", "style=")
                .doesNotContainPattern("<script(?! src)|\\son\\w+=");
        assertThat(get("/chat.css").body()).doesNotContain("url(", "@import");
        assertThat(get("/chat.js").body()).doesNotContain("innerHTML", "eval(", "document.write");
    }

    @Test // #2
    void aNewPersonGetsTheNextFreeIdAndAKnownOneKeepsTheirName() throws IOException, InterruptedException {
        assertThat(post("people", "{\"firstName\":\"Ada\",\"languageCode\":\"sv\"}")
                        .path("id")
                        .asLong())
                .isEqualTo(1001);
        assertThat(post("people", "{\"firstName\":\"Bo\",\"languageCode\":\"es\"}")
                        .path("id")
                        .asLong())
                .isEqualTo(1002);
        assertThat(post("people", "{\"id\":1001,\"firstName\":\"\",\"languageCode\":\"\"}")
                        .toString())
                .isEqualTo("{\"id\":1001,\"firstName\":\"Ada\",\"languageCode\":\"sv\"}");
        assertThat(Json.MAPPER.readTree(get("/chat/api/people").body()).size()).isEqualTo(2);
    }

    @Test // #2
    @Timeout(30)
    void theStreamBringsTheWholeChatFirstAndThenWhatHappens() throws IOException, InterruptedException {
        LocalPerson ada = telegram.person(1001, "Ada", "sv-SE");
        ada.types("/start");
        bot.call(
                        "setMyCommands",
                        "{\"commands\":[{\"command\":\"start\",\"description\":\"Börja\"}],\"language_code\":\"sv\"}")
                .result();
        try (Stream<String> lines = http.send(
                        request("/chat/api/events?user=1001").build(), HttpResponse.BodyHandlers.ofLines())
                .body()) {
            Iterator<String> stream = lines.iterator();
            JsonNode state = next(stream, "state");
            assertThat(state.path("messages").size()).isEqualTo(1);
            assertThat(state.path("commands").path(0).path("description").asString())
                    .isEqualTo("Börja");

            bot.call(
                            "sendMessage",
                            "{\"chat_id\":1001,\"text\":\"Hi\",\"reply_markup\":{\"inline_keyboard\":[[{\"text\":\"Go\",\"callback_data\":\"go\"}]]}}")
                    .result();
            assertThat(next(stream, "message")
                            .path("keyboard")
                            .path(0)
                            .path(0)
                            .path("callback_data")
                            .asString())
                    .isEqualTo("go");

            String query = post("taps", "{\"user\":1001,\"message\":2,\"data\":\"go\"}")
                    .path("query")
                    .asString();
            bot.call(
                            "answerCallbackQuery",
                            "{\"callback_query_id\":\"" + query + "\",\"text\":\"Done\",\"show_alert\":true}")
                    .result();
            assertThat(next(stream, "answered").toString())
                    .isEqualTo("{\"query\":\"" + query
                            + "\",\"message\":2,\"data\":\"go\",\"text\":\"Done\",\"alert\":true}");

            bot.call("sendChatAction", "{\"chat_id\":1001,\"action\":\"typing\"}")
                    .result();
            assertThat(next(stream, "acting").path("action").asString()).isEqualTo("typing");
            bot.call("deleteMessage", "{\"chat_id\":1001,\"message_id\":2}").result();
            assertThat(next(stream, "gone").path("id").asLong()).isEqualTo(2);
        }
    }

    @Test // #2
    void whatIsTypedEditedAndBlockedOnThePageReachesTheBot() throws IOException, InterruptedException {
        LocalPerson ada = telegram.person(1001, "Ada", "sv");
        post("messages", "{\"user\":1001,\"text\":\"hello\"}");
        post("edits", "{\"user\":1001,\"message\":1,\"text\":\"hello!\"}");
        post("block", "{\"user\":1001,\"blocked\":true}");

        assertThat(ada.lastMessage().text()).isEqualTo("hello!");
        assertThat(bot.call("getUpdates", "{}")
                        .result()
                        .valueStream()
                        .flatMap(update -> update.propertyNames().stream().filter(name -> !name.equals("update_id"))))
                .containsExactly("message", "edited_message", "my_chat_member");
    }

    @Test // #2
    void anotherSiteCannotSpeakForAPerson() throws IOException, InterruptedException {
        telegram.person(1001, "Ada", "sv");
        HttpResponse<String> plain = http.send(
                request("/chat/api/messages")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"user\":1001,\"text\":\"x\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(plain.statusCode()).isEqualTo(415);
        HttpResponse<String> preflight = http.send(
                request("/chat/api/messages")
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(preflight.statusCode()).isEqualTo(405);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(RawHttp.status(telegram.url(), "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .isEqualTo(403);
    }

    @ParameterizedTest // #2
    @ValueSource(strings = {"/../chat.css", "/nothing", "/chat/api/files/..%2F..%2Fetc%2Fpasswd", "/chat/api/files/x"})
    void whatIsNotThereIsNotFound(String path) throws IOException {
        assertThat(RawHttp.status(
                        telegram.url(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .isEqualTo(404);
    }

    @Test // #2
    void aDocumentIsOnlyEverSavedNeverShown() throws IOException, InterruptedException {
        LocalPerson ada = telegram.person(1001, "Ada", "sv");
        Demo.seed(telegram, ada);
        JsonNode message = bot.multipart(
                        "sendDocument",
                        Multipart.of(
                                Multipart.part("chat_id", "1001"),
                                Multipart.file("document", "x.html", "text/html", "<script>1</script>".getBytes())))
                .result();
        HttpResponse<String> file = get(
                "/chat/api/files/" + message.path("document").path("file_id").asString());

        assertThat(file.body()).isEqualTo("<script>1</script>");
        assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(file.headers().firstValue("Content-Disposition")).contains("attachment");
    }

    @Test // #2
    @Timeout(30)
    void closingEndsOpenPagesAndPolls() throws IOException, InterruptedException {
        telegram.person(1001, "Ada", "sv");
        try (Stream<String> lines = http.send(
                        request("/chat/api/events?user=1001").build(), HttpResponse.BodyHandlers.ofLines())
                .body()) {
            Iterator<String> stream = lines.iterator();
            next(stream, "state");
            var poll = bot.callAsync("getUpdates", "{\"timeout\":50}");
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            telegram.close();

            await().until(poll::isDone);
            while (stream.hasNext()) {
                assertThat(stream.next()).isNotNull(); // ends
            }
        }
    }

    private static JsonNode next(Iterator<String> stream, String kind) {
        while (true) {
            if (stream.next().equals("event: " + kind)) {
                return Json.MAPPER.readTree(stream.next().substring("data: ".length()));
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(telegram.url() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode post(String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request("/chat/api/" + path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }
}
