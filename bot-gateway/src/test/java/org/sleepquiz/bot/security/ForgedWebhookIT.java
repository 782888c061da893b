package org.sleepquiz.bot.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.httpedge.Role;

/** Whoever is not Telegram delivers nothing, whatever they show instead of its proof. */
class ForgedWebhookIT {

    private static final String PROOF = "X-Telegram-Bot-Api-Secret-Token: ";
    private static final String UPDATE = """
            {"update_id": 11, "message": {"message_id": 7, "date": 1764000000, "text": "/help",
             "chat": {"id": 811, "type": "private"}, "from": {"id": 811, "is_bot": false, "language_code": "en"}}}
            """;

    private static DeliveringGateway gateway;

    @BeforeAll
    static void start() {
        gateway = DeliveringGateway.start();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test // #5
    void noOtherProofThanTheOneHeaderCounts() {
        String secret = DeliveringGateway.SECRET;
        String path = DeliveringGateway.PATH;
        assertTurnedAway(path, List.of());
        assertTurnedAway(path, List.of(PROOF + secret.substring(0, secret.length() - 1)));
        assertTurnedAway(path, List.of(PROOF + secret + secret));
        assertTurnedAway(path, List.of(PROOF + secret + ",x"));
        assertTurnedAway(path, List.of(PROOF + "x", PROOF + secret));
        assertTurnedAway(path, List.of(PROOF + secret, PROOF + "x"));
        assertTurnedAway(path, List.of(PROOF + secret, PROOF + secret));
        assertTurnedAway(path, List.of("X-Telegram-Bot-Api-Secret-Token-2: " + secret));
        assertTurnedAway(path + "?secret_token=" + secret, List.of());
        assertTurnedAway(path, List.of("Authorization: Bearer " + gateway.side.token(Role.OPERATOR)));
        assertTurnedAway(path, List.of("Authorization: Bearer " + gateway.side.token(Role.BOT)));
    }

    private static void assertTurnedAway(String path, List<String> headers) {
        HttpResponse<String> reply = gateway.deliver(path, UPDATE, headers);
        assertThat(reply.statusCode()).as("%s %s", path, headers).isEqualTo(403);
        assertThat(reply.body()).isEmpty();
        assertThat(gateway.kept("user_id = 811")).isZero();
    }

    @Test // #5
    void theProofOpensNothingElse() {
        for (String path : List.of("/actuator/invites", "/actuator/parked/1", "/telegram/webhook/2", "/")) {
            assertThat(gateway.deliver(path, "{}", List.of(PROOF + DeliveringGateway.SECRET))
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    @Test // #5
    void whatWasOverheardAndIsDeliveredAgainChangesNothing() {
        String update = UPDATE.replace("811", "812").replace("\"update_id\": 11", "\"update_id\": 12");
        for (int time = 0; time < 3; time++) {
            assertThat(gateway.deliver(update).statusCode()).isEqualTo(200);
        }
        // another content under the id of an update that was had
        assertThat(gateway.deliver(update.replace("/help", "/delete_my_data")).statusCode())
                .isEqualTo(200);
        assertThat(gateway.kept("user_id = 812")).isEqualTo(1);
    }
}
