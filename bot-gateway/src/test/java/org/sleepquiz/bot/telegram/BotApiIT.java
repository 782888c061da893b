package org.sleepquiz.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.localtelegram.LocalTelegram;

class BotApiIT {

    private static final String TOKEN = "700100:AAE-secret_part";

    private LocalTelegram telegram;
    private LocalPerson person;
    private BotApi api;

    @BeforeEach
    void start() {
        telegram = LocalTelegram.start(0, TOKEN, null);
        person = telegram.person(5, "Eva", "sv");
        api = new BotApi(telegram.url(), TOKEN, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        telegram.close();
    }

    @Test // #2, regression 6
    void notModifiedAndTooOldAreSuccesses() {
        Screen screen = new Screen("<b>Hello</b>", List.of(List.of(new Button("Go", "n"))));
        long message = api.send(5, screen);
        assertThatCode(() -> api.edit(5, message, screen)).doesNotThrowAnyException();
        assertThatCode(() -> api.acknowledge("4711", "too late", false)).doesNotThrowAnyException();
        assertThat(telegram.calls()).extracting(call -> call.status()).contains(400);
    }

    @Test // #2
    void anEditOfAMessageThatIsGoneSaysSo() {
        assertThatThrownBy(() -> api.edit(5, 999, new Screen("x", List.of())))
                .isInstanceOfSatisfying(
                        TelegramFailure.Refused.class,
                        refused -> assertThat(refused.isMessageGone()).isTrue());
    }

    @Test // #2, regression 24
    void nothingArrivesAtSomebodyWhoHasBlockedTheBot() {
        person.types("/start");
        person.blocksBot();
        assertThatThrownBy(() -> api.send(5, new Screen("x", List.of())))
                .isInstanceOfSatisfying(
                        TelegramFailure.Refused.class,
                        refused -> assertThat(refused.isUndeliverable()).isTrue());
    }

    @Test // #2, regression 35
    void updatesComeAgainUntilAHigherOffsetConfirmsThem() throws InterruptedException {
        person.types("one");
        Telegram.Updates first = api.updates(OptionalLong.empty(), Duration.ZERO);
        assertThat(api.updates(OptionalLong.empty(), Duration.ZERO)).isEqualTo(first);
        assertThat(api.updates(first.next(), Duration.ZERO).incoming()).isEmpty();
    }
}
