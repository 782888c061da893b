package org.sleepquiz.bot.security;

import org.sleepquiz.bot.BotGateway;
import org.sleepquiz.testsupport.TestPostgres;
import org.sleepquiz.testsupport.security.AttackedSide;
import org.sleepquiz.testsupport.security.EveryEndpoint;

/** Who may call what on the gateway. Where Telegram delivers it shows a proof of its own instead of a token: {@link ForgedWebhookIT}. */
class GatewayAccessIT extends EveryEndpoint {

    GatewayAccessIT() {
        super("""
                GET    /actuator                    OPERATOR
                GET    /actuator/admitted           OPERATOR
                POST   /actuator/admitted           OPERATOR
                GET    /actuator/health             everybody
                GET    /actuator/health/**          everybody
                GET    /actuator/invites            OPERATOR
                POST   /actuator/invites            OPERATOR
                DELETE /actuator/invites/{inviteId} OPERATOR
                GET    /actuator/parked             OPERATOR
                POST   /actuator/parked/{updateId}  OPERATOR
                DELETE /actuator/parked/{updateId}  OPERATOR
                GET    /actuator/prometheus         OPERATOR
                GET    /error                       everybody
                POST   /error                       everybody
                GET    /swagger-ui.html             everybody
                POST   /telegram/webhook            everybody
                GET    /v3/api-docs                 everybody
                GET    /v3/api-docs.yaml            everybody
                GET    /v3/api-docs/swagger-config  everybody
                """);
    }

    @Override
    protected AttackedSide start() {
        return AttackedSide.start(
                BotGateway.application(),
                TestPostgres.freshDatabase(),
                "--sleepquiz.kafka.enabled=false",
                "--sleepquiz.bot.access-token=token-of-the-gateway",
                "--telegram.bot.token=700100:not-a-real-token",
                "--telegram.api.url=http://127.0.0.1:1",
                "--telegram.mode=webhook",
                "--telegram.webhook.url=http://127.0.0.1:1/telegram/webhook",
                "--telegram.webhook.secret=a-secret_of-Telegram-0123456789");
    }
}
