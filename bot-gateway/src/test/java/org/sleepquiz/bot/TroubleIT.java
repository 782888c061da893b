package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.bot.Chat.soon;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.polling.PollLoop;
import org.sleepquiz.localtelegram.Call;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.localtelegram.LocalTelegram;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the gateway does when one of its neighbours, or it itself, is not as it should be. */
@ExtendWith(OutputCaptureExtension.class)
class TroubleIT extends AmongNeighbours {

    /** But for the server of the local Telegram, which is in this JVM too. */
    private static final String[] EVERYTHING = {
        "--logging.level.root=debug",
        "--logging.level.org.sleepquiz=trace",
        "--logging.level.com.sun.net.httpserver=off"
    };

    @AutoClose
    private RunningGateway gateway = gateway();

    @Test // #2, regression 3
    void aRestartInTheMiddleOfAQuizLosesNothingAndOldButtonsGoOnWorking() {
        LocalPerson person = person("en");
        isAsked(person);
        gateway.close();
        person.taps("✓ 22:00");
        gateway = gateway();
        sees(person, "fall asleep");
        assertThat(ofBot(person)).hasSize(1);
        soon(() -> assertThat(person.unansweredTaps()).isZero());
    }

    @Test // #2, regression 2
    void evenAtFirstContactDuringAnOutageThePersonIsAnsweredAndTheNoticeBecomesTheReply() {
        sides.goesDown();
        LocalPerson person = person("es-419");
        person.types("/start");
        sees(person, "No tienes que contestar de nuevo");
        gateway.close();
        sides.comesBack();
        gateway = gateway();
        sees(person, "¡Hola!");
        assertThat(ofBot(person)).hasSize(1);
        assertThat(sides.knows(person.userId())).isTrue();
    }

    @Test // #2, regression 35
    void theOffsetMovesOnlyWhenTheUpdatesLieInTheDatabase() {
        TestPostgres server = TestPostgres.ownServer();
        gateway.close();
        try {
            gateway = RunningGateway.start(server.newDatabase(), telegram.url(), sides);
            LocalPerson person = person("en");
            isAsked(person);
            // else the question itself may be asked again: it was sent, but nobody knows
            soon(() -> assertThat(gateway.bean(Inbox.class).lastShown(person.userId()))
                    .isPresent());
            server.stop();
            person.taps("✓ 22:00");
            person.types("/help");
            soon(() -> assertThat(
                            gateway.bean(PollLoop.class).health().getStatus().getCode())
                    .isEqualTo("DOWN"));
            server.start();
            sees(person, "fall asleep");
            sees(person, "This is what I can do");
            assertThat(ofBot(person)).hasSize(2);
        } finally {
            gateway.close();
            server.close();
        }
    }

    @Test // #2, regression 24, regression 35
    void ofTwoGatewaysOnlyOnePollsAndTheOtherTakesOverWhenItStops() {
        try (RunningGateway second = gateway()) {
            soon(() -> assertThat(second.bean(PollLoop.class).health().getDetails())
                    .containsEntry("poller", "STANDBY"));
            LocalPerson person = person("en");
            isAsked(person);
            gateway.close();
            person.taps("✓ 22:00");
            sees(person, "fall asleep");
            assertThat(second.bean(PollLoop.class).health().getDetails()).containsEntry("poller", "POLLING");
            assertThat(calls("getUpdates")).extracting(Call::status).doesNotContain(409);
        }
    }

    private OffsetDateTime leaseRunsUntil() {
        return gateway.bean(JdbcClient.class)
                .sql("select until from bot.poller")
                .query(OffsetDateTime.class)
                .single();
    }

    @Test // #3, regression 35
    void theLeaseIsShortAndRenewedWhileALongPollIsHeld() {
        gateway.close();
        gateway = gateway("--sleepquiz.bot.poll=50s");
        soon(() -> assertThat(gateway.bean(JdbcClient.class)
                        .sql("select count(*) from bot.poller")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1));
        OffsetDateTime first = leaseRunsUntil();
        assertThat(first).isBefore(OffsetDateTime.now().plusSeconds(11));
        soon(() -> assertThat(leaseRunsUntil()).isAfter(first));
    }

    @Test // #2
    void stoppingFinishesTheAnswerThatIsBeingStored() {
        LocalPerson person = person("en");
        isAsked(person);
        sides.isSlow(1_000);
        person.taps("✓ 22:00");
        soon(() -> assertThat(sides.requests(person.userId()))
                .anyMatch(request -> request.method().equals("PUT")));
        gateway.close();
        assertThat(ofBot(person).get(0).text()).contains("fall asleep");
        assertThat(ofBot(person)).hasSize(1);
    }

    @Test // #2, regression 38
    void theTokenIsInNoLogLineWhateverFails(CapturedOutput output) {
        gateway.close();
        telegram.close();
        // nobody there
        gateway = gateway(EVERYTHING);
        soon(() -> assertThat(gateway.count("sleepquiz.bot.polls.failed", "reason", "unreachable"))
                .isGreaterThan(1));
        gateway.close();
        // somebody else's Telegram: the token is wrong
        try (LocalTelegram other = LocalTelegram.start(0, "700100:another-token", null)) {
            gateway = RunningGateway.start(database, other.url(), sides, EVERYTHING);
            soon(() -> assertThat(gateway.count("sleepquiz.bot.polls.failed", "reason", "wrong-token"))
                    .isGreaterThan(0));
            gateway.close();
        }
        assertThat(output.getAll()).contains("event=poll-failed");
        assertThat(output.getAll()).doesNotContain("secret_part-of-the-token");
    }
}
