package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class MediaTest {

    @TempDir
    private Path directory;

    private LocalTelegram telegram;
    private BotClient bot;
    private LocalPerson ada;

    @BeforeEach
    void start() {
        telegram = LocalTelegram.start(0, BotClient.TOKEN, directory);
        bot = BotClient.of(telegram);
        ada = telegram.person(1001, "Ada", "en");
    }

    @AfterEach
    void close() {
        telegram.close();
    }

    @Test // #4
    void aPhotoGivesWayToAnotherInPlaceAndItsFileGoes() {
        send("photo", "week.png", Demo.chart());
        Attachment week = ada.lastMessage().attachment().orElseThrow();
        assertThat(week.kind()).isEqualTo(Attachment.Kind.PHOTO);
        assertThat(ada.opens(week)).isEqualTo(Demo.chart());

        JsonNode changed = edit("photo", "<b>30</b> nights", "month.png", Demo.chart());
        assertThat(changed.path("caption").asString()).isEqualTo("30 nights");
        assertThat(ada.messages()).hasSize(1);
        assertThat(ada.lastMessage().editCount()).isEqualTo(1);
        assertThat(ada.lastMessage().html()).isEqualTo("<b>30</b> nights");
        assertThat(directory.resolve("files").toFile().list()).hasSize(1);
        assertThatThrownBy(() -> ada.opens(week)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test // #4
    void aTextGivesWayToADocument() {
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"One moment\"}").result();
        JsonNode changed = edit("document", "", "diary.csv", "a,b".getBytes(StandardCharsets.UTF_8));
        assertThat(changed.has("text")).isFalse();
        Attachment document = ada.lastMessage().attachment().orElseThrow();
        assertThat(document.fileName()).isEqualTo("diary.csv");
        assertThat(ada.opens(document)).asString(StandardCharsets.UTF_8).isEqualTo("a,b");
        assertThat(ada.lastMessage().text()).isEmpty();
    }

    @Test // #4
    void aCaptionIsEditedAndAKeyboardWithIt() {
        send("photo", "week.png", Demo.chart());
        bot.call(
                        "editMessageCaption",
                        "{\"chat_id\":1001,\"message_id\":1,\"caption\":\"<i>x</i>\",\"parse_mode\":\"HTML\",\"reply_markup\":"
                                + "{\"inline_keyboard\":[[{\"text\":\"30\",\"callback_data\":\"c\"}]]}}")
                .result();
        assertThat(ada.lastMessage().html()).isEqualTo("<i>x</i>");
        assertThat(ada.lastMessage().keyboard()).hasSize(1);
        bot.call(
                        "editMessageCaption",
                        "{\"chat_id\":1001,\"message_id\":1,\"caption\":\"x\",\"caption_entities\":"
                                + "[{\"type\":\"italic\",\"offset\":0,\"length\":1}],\"reply_markup\":"
                                + "{\"inline_keyboard\":[[{\"text\":\"30\",\"callback_data\":\"c\"}]]}}")
                .refused(
                        400,
                        "Bad Request: message is not modified: specified new message content and reply markup are"
                                + " exactly the same as a current content and reply markup of the message");
        assertThat(ada.opens(ada.lastMessage().attachment().orElseThrow())).isNotEmpty();
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"x\"}").result();
        bot.call("editMessageCaption", "{\"chat_id\":1001,\"message_id\":2,\"caption\":\"y\"}")
                .refused(400, "Bad Request: there is no caption in the message to edit");
    }

    @Test // #4
    void mediaThatAreNoneAreRefusedAndNothingChanges() {
        send("photo", "week.png", Demo.chart());
        bot.multipart(
                        "editMessageMedia",
                        Multipart.of(
                                Multipart.part("chat_id", "1001"),
                                Multipart.part("message_id", "1"),
                                Multipart.part("media", "{\"type\":\"photo\",\"media\":\"attach://new\"}"),
                                Multipart.file("new", "x.png", "image/png", new byte[] {1})))
                .refused(400, "Bad Request: IMAGE_PROCESS_FAILED");
        bot.call(
                        "editMessageMedia",
                        "{\"chat_id\":1001,\"message_id\":1,\"media\":{\"type\":\"photo\",\"media\":\"attach://none\"}}")
                .refused(400, "Bad Request: wrong file identifier/HTTP URL specified");
        assertThat(ada.opens(ada.lastMessage().attachment().orElseThrow())).isEqualTo(Demo.chart());
        assertThat(ada.lastMessage().editCount()).isZero();
    }

    private void send(String kind, String name, byte[] bytes) {
        bot.multipart(
                        kind.equals("photo") ? "sendPhoto" : "sendDocument",
                        Multipart.of(
                                Multipart.part("chat_id", "1001"),
                                Multipart.part("caption", "7 nights"),
                                Multipart.file(kind, name, "application/octet-stream", bytes)))
                .result();
    }

    private JsonNode edit(String kind, String caption, String name, byte[] bytes) {
        return bot.multipart(
                        "editMessageMedia",
                        Multipart.of(
                                Multipart.part("chat_id", "1001"),
                                Multipart.part("message_id", "1"),
                                Multipart.part(
                                        "media",
                                        "{\"type\":\"" + kind + "\",\"media\":\"attach://new\",\"caption\":\"" + caption
                                                + "\",\"parse_mode\":\"HTML\"}"),
                                Multipart.file("new", name, "application/octet-stream", bytes)))
                .result();
    }
}
