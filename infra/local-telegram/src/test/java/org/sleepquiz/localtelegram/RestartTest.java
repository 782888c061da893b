package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RestartTest {

    @TempDir
    private Path directory;

    /** The process that is killed: prints its address, then stays. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) throws InterruptedException {
            LocalTelegram telegram = LocalTelegram.start(0, BotClient.TOKEN, Path.of(arguments[0]));
            LocalPerson ada = telegram.person(1001, "Ada", "sv");
            ada.types("/start");
            ada.types("second");
            System.out.println("URL " + telegram.url());
            Thread.currentThread().join();
        }
    }

    @Test // #2
    void aKilledServerFindsChatsIdsAndUnconfirmedUpdatesAgain() throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            String url = out.lines()
                    .filter(line -> line.startsWith("URL "))
                    .findFirst()
                    .orElseThrow()
                    .substring(4);
            BotClient bot = new BotClient(URI.create(url), BotClient.TOKEN);
            bot.call("getUpdates", "{\"offset\":2}").result(); // confirms the first
            bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"<b>kept</b>\",\"parse_mode\":\"HTML\"}")
                    .result();
            bot.call("setMyCommands", "{\"commands\":[{\"command\":\"start\",\"description\":\"Start\"}]}")
                    .result();
        } finally {
            victim.destroyForcibly().waitFor(); // SIGKILL
        }

        try (LocalTelegram again = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            BotClient bot = BotClient.of(again);
            LocalPerson ada = again.person(1001, "Ada", "sv");
            assertThat(ada.messages()).extracting(ChatMessage::html).containsExactly("/start", "second", "<b>kept</b>");
            assertThat(updateIds(bot, "{}")).containsExactly(2L);
            assertThat(bot.call("getMyCommands", "{}").result().size()).isEqualTo(1);
            ada.types("third");
            assertThat(ada.lastMessage().messageId()).isEqualTo(4);
            assertThat(updateIds(bot, "{\"offset\":3}")).containsExactly(3L);
        }
    }

    @Test // #2
    void idsAreNotUsedAgainEvenIfAllTheyNamedIsGone() {
        try (LocalTelegram first = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            BotClient bot = BotClient.of(first);
            first.person(1001, "Ada", "sv").types("one");
            bot.call("getUpdates", "{\"offset\":2}").result();
            bot.call("deleteMessage", "{\"chat_id\":1001,\"message_id\":1}").result();
        }
        try (LocalTelegram second = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            LocalPerson ada = second.person(1001, "Ada", "sv");
            ada.types("two");
            assertThat(ada.lastMessage().messageId()).isEqualTo(2);
            assertThat(second.lastUpdateId()).isEqualTo(2);
        }
    }

    @Test // #2
    void aTapCanBeAnsweredAndTheSameEditIsStillNoneAfterARestart() {
        String message = """
                {"chat_id":1001,"text":"<b>t</b> /help","parse_mode":"HTML",%s
                 "reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}}""";
        try (LocalTelegram first = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            first.person(1001, "Ada", "sv");
            BotClient.of(first).call("sendMessage", message.formatted("")).result();
        }
        try (LocalTelegram second = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            BotClient.of(second)
                    .call("editMessageText", message.formatted("\"message_id\":1,"))
                    .refused(
                            400,
                            "Bad Request: message is not modified: specified new message content and reply markup are"
                                    + " exactly the same as a current content and reply markup of the message");
            second.person(1001, "Ada", "sv").taps("Go");
        }
        try (LocalTelegram third = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            BotClient bot = BotClient.of(third);
            String query = bot.call("getUpdates", "{}")
                    .result()
                    .get(0)
                    .path("callback_query")
                    .path("id")
                    .asString();
            bot.call("answerCallbackQuery", "{\"callback_query_id\":\"" + query + "\",\"text\":\"ok\"}")
                    .result();
            assertThat(third.person(1001, "Ada", "sv").toasts()).containsExactly("ok");
        }
    }

    @Test // #2
    void aTornLastLineIsDroppedButOneInTheMiddleIsReported() throws IOException {
        try (LocalTelegram first = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            first.person(1001, "Ada", "sv").types("one");
        }
        Path journal = directory.resolve("telegram.jsonl");
        Files.writeString(journal, "{\"k\":\"message/1001/2\",\"v\":{\"mess", StandardOpenOption.APPEND);
        try (LocalTelegram second = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            assertThat(second.person(1001, "Ada", "sv").messages()).hasSize(1);
        }

        String whole = Files.readString(journal);
        Files.writeString(journal, "{\"torn\n" + whole);
        assertThatThrownBy(() -> LocalTelegram.start(0, BotClient.TOKEN, directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Line 1 of");
    }

    @Test // #2
    void aPortOrADirectoryInUseIsSaidInOneLine() {
        try (LocalTelegram first = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            int port = first.url().getPort();
            assertThatThrownBy(() -> LocalTelegram.start(port, BotClient.TOKEN, null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Port " + port + " for the chat is in use");
            assertThatThrownBy(() -> LocalTelegram.start(0, BotClient.TOKEN, directory))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The chats in " + directory + " are in use by another local Telegram");
        }
    }

    @Test // #2
    void theJournalIsRewrittenWhenItHasGrown() throws IOException {
        try (LocalTelegram telegram = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            LocalPerson ada = telegram.person(1001, "Ada", "sv");
            for (int i = 0; i < 4_000; i++) {
                ada.types("x".repeat(2_000)); // 4 kB each with its update
                if (i % 100 == 99) {
                    BotClient.of(telegram)
                            .call("getUpdates", "{\"limit\":1,\"offset\":" + (telegram.lastUpdateId() + 1) + "}")
                            .result();
                }
            }
            assertThat(Files.size(directory.resolve("telegram.jsonl"))).isLessThan(10_000_000);
            assertThat(ada.messages()).hasSize(500);
        }
    }

    @Test // #2
    void filesLiveAsLongAsTheirMessageAndOrphansAreSweptUp() throws IOException {
        Path files = directory.resolve("files");
        try (LocalTelegram first = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            Demo.seed(first, first.person(1001, "Ada", "sv"));
        }
        Files.writeString(files.resolve("local_orphan"), "written, but its message was not");
        try (LocalTelegram second = LocalTelegram.start(0, BotClient.TOKEN, directory)) {
            assertThat(files.toFile().list()).hasSize(2).doesNotContain("local_orphan");
            second.person(1001, "Ada", "sv").messages().stream()
                    .map(ChatMessage::messageId)
                    .toList()
                    .forEach(id -> BotClient.of(second)
                            .call("deleteMessage", "{\"chat_id\":1001,\"message_id\":" + id + "}")
                            .result());
            assertThat(files).isEmptyDirectory();
        }
    }

    private static List<Long> updateIds(BotClient bot, String json) {
        JsonNode updates = bot.call("getUpdates", json).result();
        return updates.valueStream()
                .map(update -> update.path("update_id").asLong())
                .toList();
    }
}
