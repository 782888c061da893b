package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;
import static org.sleepquiz.bot.Chat.soon;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.bot.polling.PollLoop;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.localtelegram.Call;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.messages.Question;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What one gateway does whatever its neighbours answer. */
@TestInstance(PER_CLASS)
class BadAnswersIT extends AmongNeighbours {

    @AutoClose
    private final RunningGateway gateway = gateway();

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
        JdbcClient jdbc = jdbc();
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
        // a message is seen a moment before the call that sent it is in the list
        soon(() -> assertThat(calls("editMessageText", person)).hasSize(1));
        double repeated = gateway.count("sleepquiz.bot.updates", "outcome", "repeated");

        telegram.redeliver(start);
        telegram.redeliver(tap);
        soon(() -> assertThat(gateway.count("sleepquiz.bot.updates", "outcome", "repeated"))
                .isEqualTo(repeated + 2));
        isAsked(person("en"));
        assertThat(calls("sendMessage", person)).hasSize(1);
        assertThat(calls("editMessageText", person)).hasSize(1);
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
        soon(() -> assertThat(calls("editMessageText", person)).hasSize(1));
        assertThat(calls("sendMessage", person)).hasSize(1);
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
        soon(() -> assertThat(gateway.count("sleepquiz.bot.polls.failed", "reason", "refused"))
                .isEqualTo(1));
        assertThat(gateway.count("sleepquiz.bot.polls.failed", "reason", "unreachable"))
                .isEqualTo(2);
        assertThat(gateway.count("sleepquiz.bot.polls.failed", "reason", "throttled"))
                .isEqualTo(1);
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
        assertThat(gateway.count("sleepquiz.bot.polls.failed", "reason", "conflict"))
                .isEqualTo(1);
        assertThat(gateway.request("GET", "/actuator/health", null).statusCode())
                .isEqualTo(503);
        LocalPerson person = person("en");
        isAsked(person);
        soon(() -> assertThat(gateway.request("GET", "/actuator/health", null).statusCode())
                .isEqualTo(200));
    }

    @ParameterizedTest // #2, regression 35
    @ValueSource(strings = {"sendMessage", "editMessageText", "answerCallbackQuery"})
    void tooManyRequestsAreObeyedOnEveryMethodAndNothingIsLost(String method) {
        LocalPerson person = person("en");
        int before = calls(method).size();
        if (method.equals("sendMessage")) {
            telegram.failNext(method, 1, 429, "Too Many Requests: retry after 2", 2);
            isAsked(person);
        } else {
            isAsked(person);
            telegram.failNext(method, 1, 429, "Too Many Requests: retry after 2", 2);
            person.taps("✓ 22:00");
            sees(person, "fall asleep");
        }
        soon(() -> assertThat(calls(method)).hasSizeGreaterThan(before + 1)); // a tap is acknowledged beside the edit
        List<Call> calls = calls(method).subList(before, before + 2);
        assertThat(calls.get(0).status()).isEqualTo(429);
        assertThat(Duration.between(calls.get(0).at(), calls.get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(1_990));
        assertThat(ofBot(person)).hasSize(1);
        assertThat(sides.quizzes(person.userId())).hasSize(1);
        soon(() -> assertThat(person.unansweredTaps()).isZero());
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
