package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ReplyKeyboardTest {

    private final LocalTelegram telegram = LocalTelegram.start(0, BotClient.TOKEN, null);
    private final BotClient bot = BotClient.of(telegram);
    private final LocalPerson ada = telegram.person(1001, "Ada", "en");

    @AfterEach
    void close() {
        telegram.close();
    }

    @Test // #4
    void aKeyboardStaysUntilItIsRemovedWhateverIsSaidMeanwhile() {
        ask(bot, "\"keyboard\":[[{\"text\":\"Share my location\",\"request_location\":true}],[\"Never mind\"]]");
        assertThat(ada.replyKeyboard()).containsExactly(List.of("Share my location"), List.of("Never mind"));
        ada.taps("Never mind");
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"As you like\"}").result();
        assertThat(ada.messages()).extracting(ChatMessage::text).containsExactly("Where?", "Never mind", "As you like");
        assertThat(ada.replyKeyboard()).hasSize(2);

        ask(bot, "\"remove_keyboard\":true");
        assertThat(ada.replyKeyboard()).isEmpty();
        assertThatThrownBy(() -> ada.taps("Never mind")).isInstanceOf(IllegalStateException.class);
    }

    @Test // #4
    void aSharedLocationIsAMessageWithItsPlace() {
        ask(bot, "\"keyboard\":[[{\"text\":\"Here\",\"request_location\":true}]]");
        assertThatThrownBy(() -> ada.taps("Here")).hasMessageContaining("wants a location");
        ada.sharesLocation(-31.5553, 159.0821);
        JsonNode update = bot.call("getUpdates", "{}").result().get(0);
        assertThat(ApiDescription.BOT_API.problemsOf("Update", update)).isEmpty();
        JsonNode message = update.path("message");
        assertThat(message.path("location").toString()).isEqualTo("{\"latitude\":-31.5553,\"longitude\":159.0821}");
        assertThat(message.has("text")).isFalse();
        assertThatThrownBy(() -> ada.edits(message.path("message_id").asLong(), "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ada.replyKeyboard()).isNotEmpty();
    }

    @Test // #4
    void aKeyboardForOneTimeIsPutAwayWhenItIsUsed() {
        ask(bot, "\"one_time_keyboard\":true,\"keyboard\":[[{\"text\":\"Here\",\"request_location\":true}, \"No\"]]");
        ada.types("something else");
        assertThat(ada.replyKeyboard()).hasSize(1);
        ada.sharesLocation(59.3293, 18.0686);
        assertThat(ada.replyKeyboard()).isEmpty();
        ask(bot, "\"one_time_keyboard\":true,\"keyboard\":[[\"Yes\", \"No\"]]");
        ada.taps("No");
        assertThat(ada.replyKeyboard()).isEmpty();
    }

    @ParameterizedTest // #4
    @CsvSource({"91, 0", "-90.1, 0", "0, 180.5", "NaN, 0"})
    void aPlaceThatIsNotOnEarthCannotBeShared(double latitude, double longitude) {
        assertThatThrownBy(() -> ada.sharesLocation(latitude, longitude)).isInstanceOf(IllegalArgumentException.class);
        assertThat(ada.messages()).isEmpty();
    }

    @Test // #4
    void whoSharesALocationUnblocksTheBot() {
        ada.blocksBot();
        ada.sharesLocation(59.3293, 18.0686);
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"Thank you\"}").result();
    }

    @Test // #4
    void aKeyboardThatTelegramWouldRefuseIsRefused() {
        bot.call(
                        "sendMessage",
                        "{\"chat_id\":1001,\"text\":\"x\",\"reply_markup\":{\"keyboard\":[[{\"text\":\" \"}]]}}")
                .refused(400, "Bad Request: can't parse keyboard button: Field \"text\" must be non-empty");
        telegram.receives("message", Json.MAPPER.readTree("""
                        {"message_id":5,"date":1,"chat":{"id":-77,"type":"group","title":"Family"},"text":"/start"}"""));
        bot.call("sendMessage", """
                        {"chat_id":-77,"text":"x","reply_markup":{"keyboard":[[{"text":"Here","request_location":true}]]}}""").refused(400, "Bad Request: location can be requested in private chats only");
        assertThat(ada.messages()).isEmpty();
    }

    @Test // #4
    void aKeyboardIsThereAgainAfterARestart(@TempDir Path directory) {
        try (LocalTelegram first = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            first.person(1001, "Ada", "en");
            ask(BotClient.of(first), "\"keyboard\":[[\"Yes\"]]");
        }
        try (LocalTelegram second = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            assertThat(second.person(1001, "Ada", "sv").replyKeyboard()).containsExactly(List.of("Yes"));
            ask(BotClient.of(second), "\"remove_keyboard\":true");
        }
        try (LocalTelegram third = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            assertThat(third.person(1001, "Ada", "en").replyKeyboard()).isEmpty();
        }
    }

    private static void ask(BotClient bot, String markup) {
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"Where?\",\"reply_markup\":{" + markup + "}}")
                .result();
    }
}
