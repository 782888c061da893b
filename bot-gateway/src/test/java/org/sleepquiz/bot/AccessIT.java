package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sleepquiz.bot.Chat.soon;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sleepquiz.bot.data.ForgetsPeople;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.messages.Json;
import tools.jackson.databind.JsonNode;

/** Who may come in, and what is said to whoever may not. */
class AccessIT extends AmongNeighbours {

    private static void isAnswered(LocalPerson person, String... beginnings) {
        soon(() -> {
            List<String> answers = textsOfBot(person);
            assertThat(answers).hasSize(beginnings.length);
            IntStream.range(0, beginnings.length)
                    .forEach(at -> assertThat(answers.get(at)).startsWith(beginnings[at]));
        });
    }

    private void handled(int updates) {
        soon(() -> assertThat(jdbc().sql("select count(*) from bot.inbox where state = 'DONE'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(updates));
    }

    private static JsonNode made(RunningGateway gateway, String body) {
        HttpResponse<String> reply = gateway.request("POST", "/actuator/invites", Role.OPERATOR, body, Map.of());
        assertThat(reply.statusCode()).isEqualTo(200);
        return Json.MAPPER.readTree(reply.body());
    }

    @Test // #4
    void onlyThoseOnTheListMayComeInAndTheOthersAreToldOnceInTheirLanguage() {
        LocalPerson listed = telegram.person(601, "Eva", "en");
        LocalPerson stranger = telegram.person(602, "Eva", "es-419");
        try (RunningGateway gateway = gateway("--sleepquiz.access=allowlist", "--sleepquiz.allowed-users=600, 601")) {
            listed.types("/start");
            isAnswered(listed, "Hello! I help you");

            stranger.types("/start");
            isAnswered(stranger, "¡Hola! Este bot es para un grupo cerrado");
            stranger.types("/sleep_quiz");
            stranger.types("hola");
            telegram.receives("callback_query", Json.MAPPER.readTree("""
                    {"id": "8", "from": {"id": 602, "is_bot": false, "language_code": "es"}, "chat_instance": "1",
                     "data": "n", "message": {"message_id": 1, "date": 0, "chat": {"id": 602, "type": "private"}}}
                    """));
            handled(5);
            assertThat(textsOfBot(stranger)).hasSize(1);
            assertThat(sides.requests(602)).as("nothing of them is stored").isEmpty();
            assertThat(telegram.calls())
                    .filteredOn(call -> call.method().equals("answerCallbackQuery"))
                    .singleElement()
                    .satisfies(call -> assertThat(call.parameters().path("text").asString())
                            .isEqualTo("Este bot es solo para personas invitadas."));
            assertThat(gateway.request("GET", "/actuator/prometheus", Role.OPERATOR)
                            .body())
                    .contains("sleepquiz_bot_refused_total 4.0");

            jdbc().sql("update bot.turned_away set told_at = told_at - interval '7 hours'")
                    .update();
            stranger.types("/help");
            soon(() -> assertThat(textsOfBot(stranger))
                    .as("after some hours they are told again")
                    .hasSize(2));
        }
    }

    @Test // #4
    void anInviteAdmitsAsManyAsItIsForAndNobodyTwice() {
        LocalPerson eva = telegram.person(611, "Eva", "sv");
        LocalPerson bo = telegram.person(612, "Bo", "sv");
        LocalPerson late = telegram.person(613, "Late", "sv");
        try (RunningGateway gateway = gateway("--sleepquiz.access=invite")) {
            JsonNode invite = made(gateway, "{\"uses\": \"2\"}");
            String code = invite.path("code").asString();
            assertThat(code).matches("[A-Za-z0-9_-]{1,64}");

            eva.types("/start");
            isAnswered(eva, "Hej! Den här boten är till för dem som har fått en inbjudan");
            eva.types("/start " + code);
            isAnswered(eva, "Hej! Den här boten", "Hej! Jag hjälper dig");
            eva.types("/start " + code); // the link once more
            isAnswered(eva, "Hej! Den här boten", "Hej! Jag hjälper dig", "Hej! Jag hjälper dig");
            bo.types("/start@sleepquiz_bot " + code);
            isAnswered(bo, "Hej! Jag hjälper dig");
            late.types("/start " + code);
            isAnswered(late, "Tyvärr fungerar inte den här inbjudan");
            assertThat(sides.requests(613)).isEmpty();

            JsonNode listed = Json.MAPPER.readTree(
                    gateway.request("GET", "/actuator/invites", Role.OPERATOR).body());
            assertThat(listed).hasSize(1);
            assertThat(listed.path(0).path("used").asInt()).isEqualTo(2);
            assertThat(listed.toString()).doesNotContain(code.substring(8));
            assertThat(jdbc().sql(
                                    "select count(*) from bot.invites where encode(code_hash, 'escape') like '%' || :secret || '%'")
                            .param("secret", code.substring(8))
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test // #4
    void aCodeThatIsWrongPastOrRevokedAdmitsNobody() {
        LocalPerson person = telegram.person(621, "Eva", "en");
        try (RunningGateway gateway = gateway("--sleepquiz.access=invite")) {
            JsonNode past = made(gateway, "{}");
            jdbc().sql("update bot.invites set expires_at = now() - interval '1 second'")
                    .update();
            JsonNode revoked = made(gateway, "{\"uses\": \"5\", \"days\": \"30\"}");
            assertThat(gateway.request(
                                    "DELETE",
                                    "/actuator/invites/"
                                            + revoked.path("inviteId").asString(),
                                    Role.OPERATOR)
                            .statusCode())
                    .isEqualTo(204);
            assertThat(gateway.request(
                                    "DELETE",
                                    "/actuator/invites/"
                                            + revoked.path("inviteId").asString(),
                                    Role.OPERATOR)
                            .statusCode())
                    .isEqualTo(404);
            String good = made(gateway, "{}").path("code").asString();
            String wrong = good.substring(0, 29) + (good.endsWith("A") ? "Q" : "A");
            List<String> codes =
                    List.of(past.path("code").asString(), revoked.path("code").asString(), wrong, "x", "' or 1=1 --");
            for (String code : codes) {
                person.types("/start " + code);
            }
            handled(codes.size());
            assertThat(textsOfBot(person)).hasSize(codes.size()).allMatch(text -> text.startsWith("I am sorry"));
            assertThat(sides.requests(621)).isEmpty();

            person.types("/start " + good);
            soon(() -> assertThat(textsOfBot(person)).anyMatch(text -> text.startsWith("Hello! I help you")));
        }
    }

    @Test // #4
    void onlyAnOperatorMakesInvitesAndNonsenseMakesNone() {
        try (RunningGateway gateway = gateway()) {
            for (Role role : new Role[] {Role.BOT, Role.ANALYST}) {
                for (String path : List.of("/actuator/invites", "/actuator/admitted")) {
                    assertThat(gateway.request("GET", path, role).statusCode()).isEqualTo(403);
                    assertThat(gateway.request("POST", path, role, "{}", Map.of())
                                    .statusCode())
                            .isEqualTo(403);
                }
            }
            assertThat(gateway.request("GET", "/actuator/invites", null).statusCode())
                    .isEqualTo(401);
            for (String nonsense : List.of(
                    "{\"uses\": \"0\"}",
                    "{\"uses\": \"-1\"}",
                    "{\"days\": \"0\"}",
                    "{\"days\": \"100000\"}",
                    "{\"uses\": \"many\"}")) {
                assertThat(gateway.request("POST", "/actuator/invites", Role.OPERATOR, nonsense, Map.of())
                                .statusCode())
                        .as(nonsense)
                        .isEqualTo(400);
            }
            assertThat(jdbc().sql("select count(*) from bot.invites")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test // #4
    void whoWasHereBeforeIsLetInByTheListOrByAnOperatorAndForgottenWhenErased() {
        LocalPerson listed = telegram.person(631, "Eva", "en");
        LocalPerson added = telegram.person(632, "Bo", "en");
        try (RunningGateway gateway = gateway("--sleepquiz.access=invite", "--sleepquiz.allowed-users=631")) {
            listed.types("/start");
            isAnswered(listed, "Hello! I help you");
            added.types("/start");
            isAnswered(added, "Hello! This bot is for people with an invitation");
            assertThat(admit(gateway, "{\"telegramId\": \"632\"}")).isEqualTo(204);
            assertThat(admit(gateway, "{\"telegramId\": \"Bo\"}")).isEqualTo(400);
            assertThat(gateway.request("GET", "/actuator/admitted", Role.OPERATOR)
                            .body())
                    .isEqualTo("{\"people\":1}");
            added.types("/start");
            isAnswered(added, "Hello! This bot", "Hello! I help you");

            gateway.bean(ForgetsPeople.class, "guests").forget(632);
            assertThat(jdbc().sql("""
                            select (select count(*) from bot.admitted) + (select count(*) from bot.turned_away)
                            """).query(Integer.class).single()).isZero();
            assertThat(admit(gateway, "{\"telegramId\": \"632\", \"admitted\": \"false\"}"))
                    .isEqualTo(404);
        }
    }

    private static int admit(RunningGateway gateway, String body) {
        return gateway.request("POST", "/actuator/admitted", Role.OPERATOR, body, Map.of())
                .statusCode();
    }

    @Test // #4
    void aModeThatIsNoneIsSaidAtTheStart() {
        assertThatThrownBy(() -> gateway("--sleepquiz.access=closed"))
                .rootCause()
                .hasMessageContaining("SLEEPQUIZ_ACCESS");
        assertThatThrownBy(() -> gateway("--sleepquiz.access=allowlist", "--sleepquiz.allowed-users=@eva"))
                .rootCause()
                .hasMessageContaining("SLEEPQUIZ_ALLOWED_USERS");
    }
}
