package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class GettingUpdatesTest {

    private final LocalTelegram telegram = LocalTelegram.start(0, BotClient.TOKEN, null);
    private final BotClient bot = BotClient.of(telegram);
    private final LocalPerson ada = telegram.person(1001, "Ada", "sv-SE");

    @AfterEach
    void close() {
        telegram.close();
    }

    @Test // #2
    void aTypedCommandIsAMessageWithItsEntityAndItsAuthor() {
        ada.types("/start now");
        JsonNode message = updates("{}").get(0).path("message");

        assertThat(message.path("text").asString()).isEqualTo("/start now");
        assertThat(message.path("entities").toString())
                .isEqualTo("[{\"type\":\"bot_command\",\"offset\":0,\"length\":6}]");
        assertThat(message.path("from").toString())
                .isEqualTo("{\"id\":1001,\"is_bot\":false,\"first_name\":\"Ada\",\"language_code\":\"sv-SE\"}");
    }

    @Test // #2
    void anUpdateComesAgainUntilAHigherOffsetConfirmsIt() {
        ada.types("one");
        ada.types("two");
        ada.types("three");

        assertThat(ids("{}")).containsExactly(1L, 2L, 3L);
        assertThat(ids("{\"limit\":1}")).containsExactly(1L);
        assertThat(ids("{\"offset\":2}")).containsExactly(2L, 3L);
        assertThat(ids("{}")).containsExactly(2L, 3L);
        assertThat(ids("{\"offset\":4}")).isEmpty();
        assertThat(ids("{}")).isEmpty();
    }

    @Test // #2
    void aNegativeOffsetKeepsOnlyTheNewest() {
        ada.types("one");
        ada.types("two");
        ada.types("three");

        assertThat(ids("{\"offset\":-2}")).containsExactly(2L, 3L);
        assertThat(ids("{}")).containsExactly(2L, 3L);
        assertThat(ids("{\"offset\":-9}")).containsExactly(2L, 3L);
    }

    @Test // #2
    void aLongPollEndsAsSoonAsSomethingHappens() {
        CompletableFuture<BotClient.Reply> poll = bot.callAsync("getUpdates", "{\"timeout\":50}");
        await().pollDelay(Duration.ofMillis(150)).until(() -> true);
        assertThat(poll).isNotDone();
        ada.types("hello");

        assertThat(poll)
                .succeedsWithin(Duration.ofSeconds(5))
                .satisfies(reply -> assertThat(reply.result().size()).isEqualTo(1));
    }

    @Test // #2
    void aLongPollWithoutNewsEndsEmptyAtItsTimeout() {
        long start = System.nanoTime();
        assertThat(ids("{\"timeout\":1}")).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(950), Duration.ofSeconds(4));
    }

    @Test // #2
    void aSecondPollerEndsTheFirstWithAConflict() {
        CompletableFuture<BotClient.Reply> first = bot.callAsync("getUpdates", "{\"timeout\":50}");
        await().pollDelay(Duration.ofMillis(150)).until(() -> true);
        CompletableFuture<BotClient.Reply> second = bot.callAsync("getUpdates", "{\"timeout\":50}");

        assertThat(first)
                .succeedsWithin(Duration.ofSeconds(5))
                .satisfies(
                        reply -> reply.refused(
                                409,
                                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"));
        ada.types("for the second");
        assertThat(second)
                .succeedsWithin(Duration.ofSeconds(5))
                .satisfies(reply -> assertThat(reply.result().size()).isEqualTo(1));
    }

    @Test // #2
    void aWebhookForbidsPolling() {
        CompletableFuture<BotClient.Reply> poll = bot.callAsync("getUpdates", "{\"timeout\":50}");
        await().pollDelay(Duration.ofMillis(150)).until(() -> true);
        bot.call("setWebhook", "{\"url\":\"https://example.invalid/hook\"}").result();

        assertThat(poll)
                .succeedsWithin(Duration.ofSeconds(5))
                .satisfies(reply -> reply.refused(409, "Conflict: terminated by setWebhook request"));
        bot.call("getUpdates", "{}")
                .refused(
                        409,
                        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete"
                                + " the webhook first");
        bot.call("deleteWebhook", "{}").result();
        assertThat(ids("{}")).isEmpty();
    }

    @Test // #2
    void onlyAllowedKindsAreQueuedFromThenOn() {
        updates("{\"allowed_updates\":[\"callback_query\"]}");
        ada.types("not wanted");
        ada.tapsData("wanted", 1);
        assertThat(updates("{}").get(0).has("callback_query")).isTrue();

        updates("{\"offset\":2,\"allowed_updates\":[]}");
        ada.types("wanted again");
        assertThat(updates("{}").get(0).has("message")).isTrue();
    }

    @Test // #2, regression 36: a redelivered update is recognised by its id
    void aRedeliveredUpdateComesOnceMoreWhateverTheOffset() {
        ada.types("one");
        assertThat(ids("{}")).containsExactly(1L);
        assertThat(ids("{\"offset\":2}")).isEmpty();
        telegram.redeliver(1);

        assertThat(ids("{\"offset\":2}")).containsExactly(1L);
        assertThat(ids("{\"offset\":2}")).isEmpty();
        assertThatThrownBy(() -> telegram.redeliver(9)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test // #2
    void aTapCarriesItsMessageItsDataAndItsAuthor() {
        bot.call(
                        "sendMessage",
                        "{\"chat_id\":1001,\"text\":\"t\",\"reply_markup\":{\"inline_keyboard\":[[{\"text\":\"Go\",\"callback_data\":\"go:1\"}]]}}")
                .result();
        ada.taps("Go");
        JsonNode query = updates("{}").get(0).path("callback_query");

        assertThat(query.path("data").asString()).isEqualTo("go:1");
        assertThat(query.path("message").path("message_id").asLong()).isEqualTo(1);
        assertThat(query.path("from").path("id").asLong()).isEqualTo(1001);
        assertThatThrownBy(() -> ada.taps("Stop"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[Go]");
    }

    @Test // #2, regression 13
    void aTapOnAMessageThatIsGoneCarriesAnInaccessibleOne() {
        ada.tapsData("old", 77);
        JsonNode message = updates("{}").get(0).path("callback_query").path("message");

        assertThat(message.path("message_id").asLong()).isEqualTo(77);
        assertThat(message.path("date").asLong(-1)).isZero();
    }

    @Test // #2, regression 13
    void anEditOfTheirOwnMessageIsAnEditedMessage() {
        ada.types("22:15");
        ada.edits(1, "22:30");
        JsonNode edited = updates("{\"offset\":2}").get(0).path("edited_message");

        assertThat(edited.path("text").asString()).isEqualTo("22:30");
        assertThat(edited.has("edit_date")).isTrue();
        assertThat(ada.lastMessage().editCount()).isEqualTo(1);
    }

    @Test // #2, regression 24
    void blockingIsToldToTheBotAndRefusesItsMessages() {
        ada.blocksBot();
        JsonNode change = updates("{}").get(0).path("my_chat_member");
        assertThat(change.path("new_chat_member").path("status").asString()).isEqualTo("kicked");
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"x\"}")
                .refused(403, "Forbidden: bot was blocked by the user");

        ada.types("back again"); // unblocks
        List<String> kinds = updates("{\"offset\":2}")
                .valueStream()
                .flatMap(update -> update.propertyNames().stream().filter(name -> !name.equals("update_id")))
                .toList();
        assertThat(kinds).containsExactly("my_chat_member", "message");
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"x\"}").result();
    }

    @Test // #2, regression 13
    void aGroupCanWriteAndBeAnswered() {
        telegram.receives("message", Json.MAPPER.readTree("""
                        {"message_id":5,"date":1,"chat":{"id":-77,"type":"group","title":"Family"},"text":"/start",
                         "from":{"id":1001,"is_bot":false,"first_name":"Ada"}}"""));

        assertThat(updates("{}")
                        .get(0)
                        .path("message")
                        .path("chat")
                        .path("type")
                        .asString())
                .isEqualTo("group");
        bot.call("sendMessage", "{\"chat_id\":-77,\"text\":\"Write to me in private\"}")
                .result();
    }

    @Test // #2
    void aLongTextArrivesInParts() {
        ada.types("x".repeat(5000));
        assertThat(updates("{}")
                        .valueStream()
                        .map(update ->
                                update.path("message").path("text").asString().length()))
                .containsExactly(4096, 904);
    }

    @Test // #2
    void aLongTextIsNotCutInsideACharacter() {
        ada.types("x".repeat(4095) + "😴");
        assertThat(ada.messages()).extracting(ChatMessage::text).containsExactly("x".repeat(4095), "😴");
    }

    private JsonNode updates(String json) {
        JsonNode updates = bot.call("getUpdates", json).result();
        updates.forEach(update -> assertThat(update).isInstanceOf(ObjectNode.class));
        return updates;
    }

    private List<Long> ids(String json) {
        return updates(json)
                .valueStream()
                .map(update -> update.path("update_id").asLong())
                .toList();
    }
}
