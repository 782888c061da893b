package org.sleepquiz.bot.webhook;

import java.net.URI;
import org.sleepquiz.bot.announcing.Announcement;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.telegram.Telegram;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Where Telegram is to deliver. Every gateway says the same, so it does not matter which is heard last. A gateway that stops leaves
 * the webhook alone: the others go on, and Telegram keeps what it cannot deliver.
 */
class WebhookRegistration extends Announcement implements HealthIndicator {

    private final Telegram telegram;
    private final URI url;
    private final String secret;

    WebhookRegistration(Telegram telegram, URI url, String secret, BackOff backOff) {
        super("webhook", backOff);
        this.telegram = telegram;
        this.url = url;
        this.secret = secret;
    }

    /** Last of all: what Telegram then delivers finds the door open. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected void announce() {
        telegram.setWebhook(url, secret);
    }

    @Override
    public Health health() {
        State now = state();
        return (now == State.REGISTERED ? Health.up() : Health.down())
                .withDetail("webhook", now.name())
                .build();
    }
}
