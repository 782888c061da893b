package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.polling.PollLoop;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.localtelegram.Call;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.localtelegram.LocalTelegram;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the gateway does when one of its neighbours, or it itself, is not as it should be. */
@ExtendWith(OutputCaptureExtension.class)
class TroubleIT {

    private static final AtomicLong NEXT_USER = new AtomicLong(8001);

    /** But for the server of the local Telegram, which is in this JVM too. */
    private static final String[] EVERYTHING = {
        "--logging.level.root=debug",
        "--logging.level.org.sleepquiz=trace",
        "--logging.level.com.sun.net.httpserver=off"
    };

    private LocalTelegram telegram;
    private StandInCommandSide sides;
    private TestDatabase database;
    private RunningGateway gateway;

    @BeforeEach
    void start() {
        telegram = LocalTelegram.start(0, RunningGateway.TOKEN, null);
        sides = new StandInCommandSide();
        database = TestPostgres.freshDatabase();
        gateway = RunningGateway.start(database, telegram, sides);
    }

    @AfterEach
    void stop() {
        gateway.close();
        sides.close();
        telegram.close();
    }

    private LocalPerson person(String language) {
        return telegram.person(NEXT_USER.getAndIncrement(), "Eva", language);
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }

    private static List<ChatMessage> ofBot(LocalPerson person) {
        return person.messages().stream().filter(ChatMessage::fromBot).toList();
    }

    private static void sees(LocalPerson person, String text) {
        soon(() -> assertThat(ofBot(person)).extracting(ChatMessage::text).anyMatch(seen -> seen.contains(text)));
    }

    private void isAsked(LocalPerson person) {
        person.types("/sleep_quiz");
        sees(person, "into bed");
    }

    private List<Call> calls(String method) {
        return telegram.calls().stream()
                .filter(call -> call.method().equals(method))
                .toList();
    }

    private double count(String meter, String tag, String value) {
        Counter counter =
                gateway.bean(MeterRegistry.class).find(meter).tag(tag, value).counter();
        return counter == null ? 0 : counter.count();
    }

    private QuizState onlyQuiz(LocalPerson person) {
        assertThat(sides.quizzes(person.userId())).hasSize(1);
        return sides.quizzes(person.userId()).get(0);
    }

    @Test // #2, regression 3
    void aRestartInTheMiddleOfAQuizLosesNothingAndOldButtonsGoOnWorking() {
        LocalPerson person = person("en");
        isAsked(person);
        gateway.close();
        person.taps("✓ 22:00");
        gateway = RunningGateway.start(database, telegram, sides);
        sees(person, "fall asleep");
        assertThat(ofBot(person)).hasSize(1);
        soon(() -> assertThat(person.unansweredTaps()).isZero());
    }

    @Test // #2, regression 3, regression 8
    void whileTheCommandSideIsDownAnswersAreKeptAndStoredLaterAndThePersonIsToldSoOnce() {
        LocalPerson person = person("sv-SE");
        person.types("/sleep_quiz");
        sees(person, "lade dig");
        sides.goesDown();
        person.taps("✓ 22:00");
        soon(() -> assertThat(person.toasts())
                .containsExactly("Svaret är kvar hos mig och lagras så snart det går. Du behöver inte svara igen."));
        person.taps("✓ 22:00"); // an impatient person
        await().atMost(Duration.ofSeconds(3)).until(() -> person.unansweredTaps() == 0);
        assertThat(ofBot(person)).as("told by the toast, not in a message too").hasSize(1);
        assertThat(onlyQuiz(person).answers().byQuestion()).isEmpty();

        sides.comesBack();
        sees(person, "somna");
        assertThat(onlyQuiz(person).answers().byQuestion()).containsOnlyKeys(Question.BEDTIME);
        assertThat(sides.changes(person.userId())).isEqualTo(3);
        assertThat(ofBot(person)).hasSize(1);
    }

    @Test // #2, regression 2
    void evenAtFirstContactDuringAnOutageThePersonIsAnsweredAndTheNoticeBecomesTheReply() {
        sides.goesDown();
        LocalPerson person = person("es-419");
        person.types("/start");
        sees(person, "No tienes que contestar de nuevo");
        gateway.close();
        sides.comesBack();
        gateway = RunningGateway.start(database, telegram, sides);
        sees(person, "¡Hola!");
        assertThat(ofBot(person)).hasSize(1);
        assertThat(sides.knows(person.userId())).isTrue();
    }

    @ParameterizedTest // #2
    @ValueSource(ints = {503, 500, 429, 401})
    void aCommandSideThatCannotStoreNowIsAskedAgainUntilItCan(int status) {
        LocalPerson person = person("en");
        isAsked(person);
        sides.answersInstead(person.userId(), status, "{\"code\":\"TRY_LATER\"}");
        person.taps("✓ 22:00");
        soon(() -> assertThat(person.toasts()).anyMatch(toast -> toast.startsWith("Kept")));
        soon(() -> assertThat(sides.requests(person.userId())).hasSizeGreaterThan(8));
        sides.answersAsUsual(person.userId());
        sees(person, "fall asleep");
    }

    @ParameterizedTest // #5
    @ValueSource(ints = {429, 503})
    void anOverloadedCommandSideIsLeftAloneForTheTimeItAsksForAndTheAnswerIsKept(int status) {
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        LocalPerson person = person("en");
        isAsked(person);
        int requests = sides.requests(person.userId()).size();
        sides.isOverloaded(person.userId(), status, Duration.ofHours(1));
        person.taps("✓ 22:00");
        soon(() -> assertThat(jdbc.sql(
                                "select extract(epoch from next_attempt_at - received_at) from bot.inbox where state = 'NEW'")
                        .query(Long.class)
                        .list())
                .allMatch(seconds -> seconds >= 3_600)
                .hasSize(1));
        assertThat(sides.requests(person.userId())).hasSize(requests + 1);

        sides.answersAsUsual(person.userId());
        jdbc.sql("update bot.inbox set next_attempt_at = received_at where state = 'NEW'")
                .update();
        sees(person, "fall asleep");
    }

    @Test // #2, regression 36
    void aRedeliveredUpdateNeitherStoresNorSendsTwice() {
        LocalPerson person = person("en");
        isAsked(person);
        long start = telegram.lastUpdateId();
        person.taps("✓ 22:00");
        sees(person, "fall asleep");
        long tap = telegram.lastUpdateId();
        int sent = calls("sendMessage").size();
        int edited = calls("editMessageText").size();

        telegram.redeliver(start);
        telegram.redeliver(tap);
        soon(() -> assertThat(count("sleepquiz.bot.updates", "outcome", "repeated"))
                .isEqualTo(2));
        LocalPerson other = person("en");
        isAsked(other);
        // a message is seen a moment before the call that sent it is in the list
        soon(() -> assertThat(calls("sendMessage")).hasSize(sent + 1));
        assertThat(calls("editMessageText")).hasSize(edited);
        assertThat(sides.changes(person.userId())).isEqualTo(3);
        assertThat(ofBot(person)).hasSize(1);
    }

    @Test // #2, regression 36
    void aCrashAfterSendingIsFollowedByAnEditNotByASecondMessage() {
        LocalPerson person = person("en");
        isAsked(person);
        long update = telegram.lastUpdateId();
        soon(() -> assertThat(gateway.bean(JdbcClient.class)
                        .sql("select state from bot.inbox where update_id = ?")
                        .param(update)
                        .query(String.class)
                        .single())
                .isEqualTo("DONE"));
        // as the row was when the node died between sending and marking as done
        gateway.bean(JdbcClient.class).sql("""
                        update bot.inbox set state = 'NEW', claim = gen_random_uuid(), claimed_until = received_at,
                            payload = jsonb_build_object('kind', 'said', 'updateId', update_id, 'userId', user_id,
                                'chatId', user_id, 'at', '2026-11-24T07:00:00Z', 'text', '/sleep_quiz')
                        where update_id = ?
                        """).param(update).update();
        soon(() -> assertThat(calls("editMessageText")).hasSize(1));
        assertThat(calls("sendMessage")).hasSize(1);
        assertThat(ofBot(person)).hasSize(1);
        assertThat(sides.quizzes(person.userId())).hasSize(1);
    }

    @Test // #2, regression 37
    void anUpdateThatAlwaysFailsIsParkedCountedShownAndCanBeTriedAgain() {
        LocalPerson unlucky = person("en");
        LocalPerson other = person("en");
        sides.answersInstead(unlucky.userId(), 400, "{\"code\":\"MALFORMED\"}");
        unlucky.types("/start");
        isAsked(other);
        sees(unlucky, "This was not saved");
        soon(() -> assertThat(gateway.request("GET", "/actuator/parked", Role.OPERATOR)
                        .body())
                .contains("\"attempts\":5", "UnexpectedReply")
                .doesNotContain(Long.toString(unlucky.userId())));
        soon(() -> assertThat(gateway.request("GET", "/actuator/prometheus", Role.OPERATOR)
                        .body())
                .contains("sleepquiz_bot_inbox_parked 1.0"));
        assertThat(gateway.request("GET", "/actuator/health", Role.OPERATOR).body())
                .contains("\"parked\":1");

        sides.answersAsUsual(unlucky.userId());
        unlucky.types("/help");
        sees(unlucky, "This is what I can do");
        long parked = gateway.bean(JdbcClient.class)
                .sql("select update_id from bot.inbox where state = 'PARKED'")
                .query(Long.class)
                .single();
        assertThat(gateway.request("POST", "/actuator/parked/" + parked, Role.OPERATOR)
                        .statusCode())
                .isEqualTo(204);
        sees(unlucky, "Hello!");
        assertThat(gateway.request("DELETE", "/actuator/parked/" + parked, Role.OPERATOR)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test // #2, regression 35
    void thePollLoopOutlivesWhateverTelegramAnswersAndCountsIt() {
        LocalPerson person = person("en");
        telegram.failNext("getUpdates", 1, 500, "Internal Server Error", null);
        telegram.failNext("getUpdates", 1, 502, "Bad Gateway", null);
        telegram.failNext("getUpdates", 1, 429, "Too Many Requests: retry after 1", 1);
        telegram.failNext("getUpdates", 1, 400, "Bad Request: something new", null);
        isAsked(person);
        soon(() -> assertThat(count("sleepquiz.bot.polls.failed", "reason", "refused"))
                .isEqualTo(1));
        assertThat(count("sleepquiz.bot.polls.failed", "reason", "unreachable")).isEqualTo(2);
        assertThat(count("sleepquiz.bot.polls.failed", "reason", "throttled")).isEqualTo(1);
        soon(() -> assertThat(gateway.bean(PollLoop.class).health().getStatus().getCode())
                .isEqualTo("UP"));
        Call throttled = calls("getUpdates").stream()
                .filter(call -> call.status() == 429)
                .findFirst()
                .orElseThrow();
        Call next = calls("getUpdates").get(calls("getUpdates").indexOf(throttled) + 1);
        assertThat(Duration.between(throttled.at(), next.at())).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }

    @Test // #2, regression 35
    void somebodyElseWhoPollsWithOurTokenIsCountedAndShownAndWaitedFor() {
        telegram.failNext("getUpdates", 1, 409, "Conflict: terminated by other getUpdates request", null);
        soon(() ->
                assertThat(gateway.bean(PollLoop.class).health().getDetails()).containsEntry("poller", "CONFLICT"));
        assertThat(count("sleepquiz.bot.polls.failed", "reason", "conflict")).isEqualTo(1);
        assertThat(gateway.request("GET", "/actuator/health", null).statusCode())
                .isEqualTo(503);
        LocalPerson person = person("en");
        isAsked(person);
        soon(() -> assertThat(gateway.request("GET", "/actuator/health", null).statusCode())
                .isEqualTo(200));
    }

    @Test // #2, regression 35
    void theOffsetMovesOnlyWhenTheUpdatesLieInTheDatabase() {
        TestPostgres server = TestPostgres.ownServer();
        gateway.close();
        try {
            gateway = RunningGateway.start(server.newDatabase(), telegram, sides);
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

    @ParameterizedTest // #2, regression 35
    @ValueSource(strings = {"sendMessage", "editMessageText", "answerCallbackQuery"})
    void tooManyRequestsAreObeyedOnEveryMethodAndNothingIsLost(String method) {
        LocalPerson person = person("en");
        if (method.equals("sendMessage")) {
            telegram.failNext(method, 1, 429, "Too Many Requests: retry after 2", 2);
            isAsked(person);
        } else {
            isAsked(person);
            telegram.failNext(method, 1, 429, "Too Many Requests: retry after 2", 2);
            person.taps("✓ 22:00");
            sees(person, "fall asleep");
        }
        soon(() -> assertThat(calls(method)).hasSizeGreaterThan(1)); // a tap is acknowledged beside the edit
        List<Call> calls = calls(method);
        assertThat(calls.get(0).status()).isEqualTo(429);
        assertThat(Duration.between(calls.get(0).at(), calls.get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(1_990));
        assertThat(ofBot(person)).hasSize(1);
        assertThat(sides.quizzes(person.userId())).hasSize(1);
        soon(() -> assertThat(person.unansweredTaps()).isZero());
    }

    @Test // #2, regression 24, regression 35
    void ofTwoGatewaysOnlyOnePollsAndTheOtherTakesOverWhenItStops() {
        try (RunningGateway second = RunningGateway.start(database, telegram, sides)) {
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
        gateway = RunningGateway.start(database, telegram, sides, "--sleepquiz.bot.poll=50s");
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
        gateway = RunningGateway.start(database, telegram.url(), sides, EVERYTHING);
        soon(() -> assertThat(count("sleepquiz.bot.polls.failed", "reason", "unreachable"))
                .isGreaterThan(1));
        gateway.close();
        // somebody else's Telegram: the token is wrong
        telegram = LocalTelegram.start(0, "700100:another-token", null);
        gateway = RunningGateway.start(database, telegram.url(), sides, EVERYTHING);
        soon(() -> assertThat(count("sleepquiz.bot.polls.failed", "reason", "wrong-token"))
                .isGreaterThan(0));
        gateway.close();
        assertThat(output.getAll()).contains("event=poll-failed");
        assertThat(output.getAll()).doesNotContain("secret_part-of-the-token");
    }

    @Test // #2
    void whatOperatorsSeeNobodyElseSees() {
        assertThat(gateway.request("GET", "/actuator/health", null).statusCode())
                .isEqualTo(200);
        for (String path : List.of("/actuator/prometheus", "/actuator/parked")) {
            assertThat(gateway.request("GET", path, null).statusCode()).isEqualTo(401);
            assertThat(gateway.request("GET", path, Role.BOT).statusCode()).isEqualTo(403);
            assertThat(gateway.request("GET", path, Role.OPERATOR).statusCode()).isEqualTo(200);
        }
        assertThat(gateway.request("GET", "/anything", Role.OPERATOR).statusCode())
                .isEqualTo(404);
    }
}
