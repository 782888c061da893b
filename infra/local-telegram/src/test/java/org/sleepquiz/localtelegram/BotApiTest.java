package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BotApiTest {

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-25T07:00:00Z"));
    private final InstantSource clock = time::get;
    private final LocalTelegram telegram = LocalTelegram.start(0, BotClient.TOKEN, null, clockOf(clock));
    private final BotClient bot = BotClient.of(telegram);
    private final LocalPerson ada = telegram.person(1001, "Ada", "sv-SE");

    private static Clock clockOf(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }

    @AfterEach
    void close() {
        telegram.close();
    }

    // Who may call what

    @Test // #2
    void theBotIsWhoItsTokenSays() {
        JsonNode me = bot.call("getMe", "{}").result();

        assertThat(me.path("id").asLong()).isEqualTo(4711);
        assertThat(me.path("is_bot").asBoolean()).isTrue();
        assertThat(me.path("username").asString()).isEqualTo("sleepquiz_bot");
    }

    @Test // #2
    void anotherTokenIsUnauthorized() {
        new BotClient(telegram.url(), "4711:wrong").call("getMe", "{}").refused(401, "Unauthorized");
    }

    @Test // #2
    void anUnknownMethodIsNotFound() {
        bot.call("sendCarrierPigeon", "{}").refused(404, "Not Found: method not found");
    }

    @Test // #2
    void theCaseOfAMethodDoesNotMatter() {
        assertThat(bot.call("GETME", "{}").status()).isEqualTo(200);
    }

    // How parameters come

    @Test // #2
    void parametersComeAsJsonFormQueryOrMultipart() {
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"json\"}").result();
        bot.form(
                        "sendMessage",
                        "chat_id=1001&text=form+%C3%A5&reply_markup="
                                + "%7B%22inline_keyboard%22%3A%5B%5B%7B%22text%22%3A%22A%22%2C%22callback_data%22%3A%22a%22%7D%5D%5D%7D")
                .result();
        bot.query("sendMessage", "chat_id=1001&text=query&disable_notification=true")
                .result();
        bot.multipart(
                        "sendMessage",
                        Multipart.of(Multipart.part("chat_id", "1001"), Multipart.part("text", "multipart")))
                .result();

        assertThat(ada.messages())
                .extracting(ChatMessage::text)
                .containsExactly("json", "form å", "query", "multipart");
        assertThat(ada.messages().get(1).keyboard()).containsExactly(List.of(new Button("A", "a")));
    }

    @ParameterizedTest // #2
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    sendMessage | {"chat_id":1001,"text":"x","colour":"red"}  | unknown parameter "colour" of method sendMessage
                    sendMessage | {"text":"x"}                                | chat_id is empty
                    sendMessage | {"chat_id":1001}                            | message text is empty
                    sendMessage | {"chat_id":1001,"text":7}                   | text must be of type String, not number
                    sendMessage | {"chat_id":true,"text":"x"}                 | chat_id must be of type Integer, not boolean
                    sendMessage | {"chat_id":1001,"text":"x","disable_notification":"true"} | disable_notification must be of type Boolean, not string
                    sendMessage | {"chat_id":1001,"text":"x","reply_markup":{"inline_keyboard":[{"text":"x"}]}} | reply_markup.inline_keyboard[0] must be of type Array of InlineKeyboardButton, not object
                    sendMessage | {"chat_id":1001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"x","data":"x"}]]}} | reply_markup.inline_keyboard[0][0]: unknown field "data" of InlineKeyboardButton
                    sendMessage | {"chat_id":1001,"text":"x","reply_markup":{"inline_keyboard":[[{"callback_data":"x"}]]}} | reply_markup.inline_keyboard[0][0]: field "text" of InlineKeyboardButton is missing
                    sendMessage | {"chat_id":1001,"text":"x","reply_markup":"{"} | can't parse reply_markup JSON object
                    getUpdates  | {"offset":"5"}                              | offset must be of type Integer, not string
                    deleteMessage | {"chat_id":1001}                          | parameter "message_id" is required
                    sendMessage | nonsense                                    | can't parse JSON object
                    """)
    void whatTheDescriptionDoesNotAllowIsRefusedClearly(String method, String json, String why) {
        bot.call(method, json).refused(400, "Bad Request: " + why);
        assertThat(ada.messages()).isEmpty();
    }

    // Messages

    @Test // #2
    void aMessageLooksLikeTelegrams() {
        JsonNode message = bot.call("sendMessage", """
                        {"chat_id":1001,"parse_mode":"HTML","text":"<b>Good morning</b>, try /help",
                         "reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}}""").result();

        assertThat(message.path("message_id").asLong()).isEqualTo(1);
        assertThat(message.path("date").asLong()).isEqualTo(time.get().getEpochSecond());
        assertThat(message.path("chat").toString())
                .isEqualTo("{\"id\":1001,\"first_name\":\"Ada\",\"type\":\"private\"}");
        assertThat(message.path("from").path("is_bot").asBoolean()).isTrue();
        assertThat(message.path("text").asString()).isEqualTo("Good morning, try /help");
        assertThat(message.path("entities").toString())
                .isEqualTo("[{\"type\":\"bold\",\"offset\":0,\"length\":12},"
                        + "{\"type\":\"bot_command\",\"offset\":18,\"length\":5}]");
        assertThat(ada.lastMessage().html()).isEqualTo("<b>Good morning</b>, try /help");
    }

    @Test // #2
    void aTextMayHave4096UnitsAfterParsingButNotOneMore() {
        String most = "x".repeat(4096);
        bot.call("sendMessage", "{\"chat_id\":1001,\"parse_mode\":\"HTML\",\"text\":\"<b>" + most + "</b>\"}")
                .result();
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"" + most + "x\"}")
                .refused(400, "Bad Request: message is too long");
    }

    @ParameterizedTest // #2
    @ValueSource(strings = {"", "  \\n ", "<b></b>"})
    void anEmptyTextIsRefused(String text) {
        bot.call("sendMessage", "{\"chat_id\":1001,\"parse_mode\":\"HTML\",\"text\":\"" + text + "\"}")
                .refused(400, "Bad Request: message text is empty");
    }

    @Test // #2
    void badHtmlIsRefused() {
        bot.call("sendMessage", "{\"chat_id\":1001,\"parse_mode\":\"HTML\",\"text\":\"<b>x\"}")
                .refused(400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"");
    }

    @Test // #2
    void markdownIsRefusedRatherThanMisread() {
        bot.call("sendMessage", "{\"chat_id\":1001,\"parse_mode\":\"Markdown\",\"text\":\"*x*\"}")
                .refused(400, "Bad Request: unsupported parse_mode");
    }

    @Test // #2
    void callbackDataHasOneTo64Bytes() {
        String most = "å".repeat(32);
        sendButton(most).result();
        sendButton(most + "x").refused(400, "Bad Request: BUTTON_DATA_INVALID");
        sendButton("").refused(400, "Bad Request: BUTTON_DATA_INVALID");
    }

    @Test // #2
    void aButtonThatDoesNothingIsRefused() {
        bot.call(
                        "sendMessage",
                        "{\"chat_id\":1001,\"text\":\"x\",\"reply_markup\":{\"inline_keyboard\":[[{\"text\":\"x\"}]]}}")
                .refused(
                        400,
                        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline"
                                + " keyboard");
    }

    @Test // #2
    void nobodyElsesChatIsFound() {
        bot.call("sendMessage", "{\"chat_id\":9,\"text\":\"x\"}").refused(400, "Bad Request: chat not found");
        bot.call("sendMessage", "{\"chat_id\":\"@channel\",\"text\":\"x\"}")
                .refused(400, "Bad Request: chat not found");
    }

    @Test // #2
    void aChatIdMayComeAsText() {
        bot.call("sendMessage", "{\"chat_id\":\"1001\",\"text\":\"x\"}").result();
    }

    @Test // #2
    void aReplyQuotesItsMessage() {
        ada.types("first");
        JsonNode reply = bot.call(
                        "sendMessage", "{\"chat_id\":1001,\"text\":\"second\",\"reply_parameters\":{\"message_id\":1}}")
                .result();

        assertThat(reply.path("reply_to_message").path("text").asString()).isEqualTo("first");
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"x\",\"reply_parameters\":{\"message_id\":77}}")
                .refused(400, "Bad Request: message to be replied not found");
    }

    @Test // #2
    void onlyTheLast500MessagesAreKeptAndIdsGoOn() {
        for (int i = 1; i <= 501; i++) {
            bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"" + i + "\"}").result();
        }

        assertThat(ada.messages()).hasSize(500);
        assertThat(ada.messages().get(0).messageId()).isEqualTo(2);
        assertThat(ada.lastMessage().messageId()).isEqualTo(501);
    }

    // Edits

    @Test // #2
    void anEditChangesTheMessageInPlaceAndDropsAKeyboardItDoesNotRepeat() {
        sendButton("go").result();
        JsonNode edited =
                edit("{\"chat_id\":1001,\"message_id\":1,\"text\":\"after\"}").result();

        assertThat(edited.has("edit_date")).isTrue();
        assertThat(ada.messages()).singleElement().satisfies(message -> {
            assertThat(message.text()).isEqualTo("after");
            assertThat(message.keyboard()).isEmpty();
            assertThat(message.editCount()).isEqualTo(1);
        });
    }

    @Test // #2, regression 6: "not modified" must be told apart
    void anEditThatChangesNothingIsRefused() {
        String same = """
                {"chat_id":1001,"message_id":1,"text":"<b>t</b>","parse_mode":"HTML",
                 "reply_markup":{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}}""";
        sendButton("go").result();
        edit(same).result();
        String why = "Bad Request: message is not modified: specified new message content and reply markup are exactly"
                + " the same as a current content and reply markup of the message";

        edit(same).refused(400, why);
        edit(same.replace("<b>t</b>", "t")).result(); // other entities are another content
        edit(same.replace("<b>t</b>", "t").replace("\"a\"", "\"b\"")).result(); // and so is another keyboard
        bot.call("editMessageReplyMarkup", """
                        {"chat_id":1001,"message_id":1,
                         "reply_markup":{"inline_keyboard":[[{"text":"A","callback_data":"b"}]]}}""").refused(400, why);
        bot.call("editMessageReplyMarkup", "{\"chat_id\":1001,\"message_id\":1}")
                .result();
        assertThat(ada.lastMessage().keyboard()).isEmpty();
    }

    @Test // #2
    void whatCannotBeEditedIsSaid() {
        ada.types("mine");
        edit("{\"chat_id\":1001,\"message_id\":2,\"text\":\"x\"}")
                .refused(400, "Bad Request: message to edit not found");
        edit("{\"chat_id\":1001,\"message_id\":1,\"text\":\"x\"}").refused(400, "Bad Request: message can't be edited");
        edit("{\"chat_id\":1001,\"text\":\"x\"}").refused(400, "Bad Request: message identifier is not specified");
        edit("{\"message_id\":1,\"text\":\"x\"}").refused(400, "Bad Request: chat_id is empty");
    }

    @Test // #2
    void aDeletedMessageIsGoneAndItsIdIsNotUsedAgain() {
        sendButton("go").result();
        bot.call("deleteMessage", "{\"chat_id\":1001,\"message_id\":1}").result();

        assertThat(ada.messages()).isEmpty();
        bot.call("deleteMessage", "{\"chat_id\":1001,\"message_id\":1}")
                .refused(400, "Bad Request: message to delete not found");
        assertThat(sendButton("go").result().path("message_id").asLong()).isEqualTo(2);
    }

    @Test // #2
    void afterTwoDaysAMessageCannotBeDeleted() {
        sendButton("go").result();
        pass(Duration.ofHours(49));
        bot.call("deleteMessage", "{\"chat_id\":1001,\"message_id\":1}")
                .refused(400, "Bad Request: message can't be deleted for everyone");
    }

    // Callback queries

    @Test // #2
    void aTapIsAnsweredOnceAndItsTextIsSeen() {
        sendButton("go").result();
        ada.taps("Button");
        String query = onlyUpdate().path("callback_query").path("id").asString();
        assertThat(ada.unansweredTaps()).isEqualTo(1);

        answer(query, "Saved").result();
        answer(query, "Saved again").result(); // Telegram takes it and shows nothing

        assertThat(ada.toasts()).containsExactly("Saved");
        assertThat(ada.unansweredTaps()).isZero();
    }

    @Test // #2
    void aQueryTooOldOrUnknownIsRefused() {
        String why = "Bad Request: query is too old and response timeout expired or query ID is invalid";
        answer("77", "x").refused(400, why);
        sendButton("go").result();
        ada.taps("Button");
        String query = onlyUpdate().path("callback_query").path("id").asString();
        pass(Duration.ofMinutes(15));

        answer(query, "x").refused(400, why);
        assertThat(ada.toasts()).isEmpty();
    }

    @Test // #2
    void aToastHasAtMost200Characters() {
        sendButton("go").result();
        ada.taps("Button");
        String query = onlyUpdate().path("callback_query").path("id").asString();
        answer(query, "x".repeat(201)).refused(400, "Bad Request: MESSAGE_TOO_LONG");
    }

    // Files

    @Test // #2
    void aPhotoIsTakenWithItsSizeAndCaption() throws IOException {
        JsonNode message = bot.multipart(
                        "sendPhoto",
                        Multipart.of(
                                Multipart.part("chat_id", "1001"),
                                Multipart.part("caption", "<b>Your</b> week"),
                                Multipart.part("parse_mode", "HTML"),
                                Multipart.file("photo", "chart.png", "image/png", png(320, 200))))
                .result();

        assertThat(message.path("photo").path(0).path("width").asInt()).isEqualTo(320);
        assertThat(message.path("photo").path(0).path("height").asInt()).isEqualTo(200);
        assertThat(ada.lastMessage().html()).isEqualTo("<b>Your</b> week");
    }

    @Test // #2
    void aDocumentMayBeAttachedByName() {
        JsonNode message = bot.multipart(
                        "sendDocument",
                        Multipart.of(
                                Multipart.part("chat_id", "1001"),
                                Multipart.part("document", "attach://export"),
                                Multipart.file(
                                        "export",
                                        "diary.csv",
                                        "text/csv",
                                        "a,b\r\n\r\n--1,2\r\n".getBytes(StandardCharsets.UTF_8))))
                .result();

        assertThat(message.path("document").path("file_name").asString()).isEqualTo("diary.csv");
        assertThat(message.path("document").path("mime_type").asString()).isEqualTo("text/csv");
        assertThat(message.path("document").path("file_size").asInt()).isEqualTo(14);
        edit("{\"chat_id\":1001,\"message_id\":1,\"text\":\"x\"}")
                .refused(400, "Bad Request: there is no text in the message to edit");
    }

    @Test // #2
    void aPictureThatIsNoneAndAFileThatIsMissingAreRefused() {
        bot.multipart(
                        "sendPhoto",
                        Multipart.of(
                                Multipart.part("chat_id", "1001"),
                                Multipart.file("photo", "x.png", "image/png", new byte[] {1})))
                .refused(400, "Bad Request: IMAGE_PROCESS_FAILED");
        bot.call("sendPhoto", "{\"chat_id\":1001}").refused(400, "Bad Request: there is no photo in the request");
        bot.call("sendDocument", "{\"chat_id\":1001,\"document\":\"nothing\"}")
                .refused(400, "Bad Request: wrong file identifier/HTTP URL specified");
    }

    // The bot's profile

    @Test // #2
    void commandsAreKeptPerLanguageAndScope() {
        bot.call("setMyCommands", "{\"commands\":[{\"command\":\"start\",\"description\":\"Start\"}]}")
                .result();
        bot.call("setMyCommands", """
                        {"commands":[{"command":"start","description":"Börja"}],"language_code":"sv",
                         "scope":{"type":"all_private_chats"}}""").result();

        assertThat(commands("{}")).isEqualTo("[{\"command\":\"start\",\"description\":\"Start\"}]");
        assertThat(commands("{\"language_code\":\"sv\",\"scope\":{\"type\":\"all_private_chats\"}}"))
                .contains("Börja");
        assertThat(commands("{\"language_code\":\"sv\"}")).isEqualTo("[]");
        bot.call("deleteMyCommands", "{}").result();
        assertThat(commands("{}")).isEqualTo("[]");
    }

    @ParameterizedTest // #2
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"commands":[{"command":"Start","description":"x"}]}               | BOT_COMMAND_INVALID
                    {"commands":[{"command":"start","description":""}]}                | BOT_COMMAND_DESCRIPTION_INVALID
                    {"commands":[],"language_code":"sv-SE"}                            | invalid language code specified
                    {"commands":[],"scope":{"type":"everybody"}}                       | can't parse BotCommandScope: unsupported type specified
                    """)
    void badCommandsAreRefused(String json, String why) {
        bot.call("setMyCommands", json).refused(400, "Bad Request: " + why);
    }

    @Test // #2
    void descriptionsAndTheMenuButtonAreKept() {
        bot.call("setMyDescription", "{\"description\":\"Sömn\",\"language_code\":\"sv\"}")
                .result();
        bot.call("setMyShortDescription", "{\"short_description\":\"Sleep\"}").result();
        bot.call("setChatMenuButton", "{\"menu_button\":{\"type\":\"commands\"}}")
                .result();

        assertThat(bot.call("getMyDescription", "{\"language_code\":\"sv\"}")
                        .result()
                        .toString())
                .isEqualTo("{\"description\":\"Sömn\"}");
        assertThat(bot.call("getMyShortDescription", "{\"language_code\":\"sv\"}")
                        .result()
                        .toString())
                .isEqualTo("{\"short_description\":\"Sleep\"}");
        assertThat(bot.call("getChatMenuButton", "{}").result().toString()).isEqualTo("{\"type\":\"commands\"}");
        bot.call("setMyShortDescription", "{\"short_description\":\"" + "x".repeat(121) + "\"}")
                .refused(400, "Bad Request: BOT_SHORT_DESCRIPTION_TOO_LONG");
    }

    @Test // #2
    void aChatActionIsOneTelegramKnows() {
        bot.call("sendChatAction", "{\"chat_id\":1001,\"action\":\"typing\"}").result();
        bot.call("sendChatAction", "{\"chat_id\":1001,\"action\":\"yawning\"}")
                .refused(400, "Bad Request: wrong parameter action in request");
    }

    // Faults and the record

    @Test // #2
    void aFaultIsUsedUpByTheNextCallsOfItsMethodAndNothingHappens() {
        telegram.failNext("sendMessage", 2, 429, "Too Many Requests: retry after 3", 3);

        bot.call("getMe", "{}").result();
        BotClient.Reply refused = sendButton("go").refused(429, "Too Many Requests: retry after 3");
        assertThat(refused.body().path("parameters").path("retry_after").asInt())
                .isEqualTo(3);
        sendButton("go").refused(429, "Too Many Requests: retry after 3");
        assertThat(ada.messages()).isEmpty();
        sendButton("go").result();
    }

    @Test // #2
    void aFaultMayMeetAnyMethod() {
        telegram.failNext("*", 1, 500, "Internal Server Error", null);
        BotClient.Reply refused = bot.call("getMe", "{}").refused(500, "Internal Server Error");
        assertThat(refused.body().has("parameters")).isFalse();
        bot.call("getMe", "{}").result();
    }

    @Test // #2
    void everyCallIsRecordedWithItsParametersAndStatus() {
        sendButton("go").result();
        bot.form("deleteMessage", "chat_id=1001&message_id=9");

        assertThat(telegram.calls())
                .extracting(Call::method, Call::status)
                .containsExactly(tuple("sendMessage", 200), tuple("deleteMessage", 400));
        assertThat(telegram.calls().get(1).parameters().toString()).isEqualTo("{\"chat_id\":1001,\"message_id\":9}");
        assertThat(telegram.calls().get(1).at()).isEqualTo(time.get());
    }

    private BotClient.Reply sendButton(String data) {
        return bot.call(
                "sendMessage",
                "{\"chat_id\":1001,\"text\":\"t\",\"reply_markup\":{\"inline_keyboard\":[[{\"text\":\"Button\",\"callback_data\":\""
                        + data + "\"}]]}}");
    }

    private BotClient.Reply edit(String json) {
        return bot.call("editMessageText", json);
    }

    private BotClient.Reply answer(String query, String text) {
        return bot.call("answerCallbackQuery", "{\"callback_query_id\":\"" + query + "\",\"text\":\"" + text + "\"}");
    }

    private String commands(String json) {
        return bot.call("getMyCommands", json).result().toString();
    }

    private JsonNode onlyUpdate() {
        JsonNode updates = bot.call("getUpdates", "{}").result();
        assertThat(updates.size()).isEqualTo(1);
        return updates.get(0);
    }

    private void pass(Duration duration) {
        time.updateAndGet(instant -> instant.plus(duration));
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }
}
