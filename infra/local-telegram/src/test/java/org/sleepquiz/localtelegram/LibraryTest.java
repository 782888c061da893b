package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;

import com.pengrad.telegrambot.TelegramBot;
import com.pengrad.telegrambot.model.BotCommand;
import com.pengrad.telegrambot.model.Update;
import com.pengrad.telegrambot.model.botcommandscope.BotCommandScopeAllPrivateChats;
import com.pengrad.telegrambot.model.request.InlineKeyboardButton;
import com.pengrad.telegrambot.model.request.InlineKeyboardMarkup;
import com.pengrad.telegrambot.model.request.ParseMode;
import com.pengrad.telegrambot.request.AnswerCallbackQuery;
import com.pengrad.telegrambot.request.DeleteMessage;
import com.pengrad.telegrambot.request.EditMessageText;
import com.pengrad.telegrambot.request.GetMe;
import com.pengrad.telegrambot.request.GetUpdates;
import com.pengrad.telegrambot.request.SendDocument;
import com.pengrad.telegrambot.request.SendMessage;
import com.pengrad.telegrambot.request.SendPhoto;
import com.pengrad.telegrambot.request.SetMyCommands;
import com.pengrad.telegrambot.response.SendResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The library that the gateway uses, unchanged, with nothing but another address. */
class LibraryTest {

    private final LocalTelegram telegram = LocalTelegram.start(0, BotClient.TOKEN, null);
    private final LocalPerson ada = telegram.person(1001, "Ada", "sv-SE");
    private final TelegramBot bot = new TelegramBot.Builder(BotClient.TOKEN)
            .apiUrl(telegram.url() + "/bot")
            .build();

    @AfterEach
    void close() {
        bot.shutdown();
        telegram.close();
    }

    @Test // #2
    void aWholeConversationWorksThroughTheLibrary() {
        assertThat(bot.execute(new GetMe()).user().username()).isEqualTo("sleepquiz_bot");
        assertThat(bot.execute(new SetMyCommands(new BotCommand("start", "Börja"))
                                .languageCode("sv")
                                .scope(new BotCommandScopeAllPrivateChats()))
                        .isOk())
                .isTrue();
        ada.types("/start");
        Update start = updates(0).get(0);
        assertThat(start.message().from().languageCode()).isEqualTo("sv-SE");
        assertThat(start.message().entities()[0].type().name()).isEqualTo("bot_command");

        SendResponse sent = bot.execute(new SendMessage(1001L, "<b>Go?</b>")
                .parseMode(ParseMode.HTML)
                .replyMarkup(new InlineKeyboardMarkup(new InlineKeyboardButton("Yes").callbackData("y"))));
        assertThat(sent.isOk()).as(sent.description()).isTrue();
        ada.taps("Yes");
        Update tap = updates(start.updateId() + 1).get(0);
        assertThat(tap.callbackQuery().maybeInaccessibleMessage().messageId()).isEqualTo(2);

        assertThat(bot.execute(new AnswerCallbackQuery(tap.callbackQuery().id()).text("Saved"))
                        .isOk())
                .isTrue();
        EditMessageText edit = new EditMessageText(1001, 2, "Gone & done");
        assertThat(bot.execute(edit).isOk()).isTrue();
        assertThat(bot.execute(edit).description()).startsWith("Bad Request: message is not modified");
        assertThat(ada.lastMessage().text()).isEqualTo("Gone & done");
        assertThat(ada.toasts()).containsExactly("Saved");
        assertThat(bot.execute(new DeleteMessage(1001, 2)).isOk()).isTrue();
    }

    @Test // #2
    void filesArriveThroughTheLibrary() {
        SendResponse document = bot.execute(new SendDocument(1001, "a,b\n".getBytes(StandardCharsets.UTF_8))
                .fileName("söömn.csv")
                .contentType("text/csv")
                .caption("Your data"));
        assertThat(document.isOk()).as(document.description()).isTrue();
        assertThat(document.message().document().fileName()).isEqualTo("söömn.csv");
        assertThat(bot.execute(new SendPhoto(1001, Demo.chart()).fileName("week.png"))
                        .message()
                        .photo()[0]
                        .width())
                .isEqualTo(800);
    }

    @Test // #2, regression 35
    void theLibrarySeesHowLongToWait() {
        telegram.failNext("sendMessage", 1, 429, "Too Many Requests: retry after 7", 7);
        SendResponse refused = bot.execute(new SendMessage(1001, "x"));

        assertThat(refused.errorCode()).isEqualTo(429);
        assertThat(refused.parameters().retryAfter()).isEqualTo(7);
    }

    private List<Update> updates(int offset) {
        return bot.execute(new GetUpdates().offset(offset).timeout(5)).updates();
    }
}
