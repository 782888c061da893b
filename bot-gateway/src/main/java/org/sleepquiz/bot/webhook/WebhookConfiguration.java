package org.sleepquiz.bot.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.telegram.DeliveredUpdates;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Telegram;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What there is only where Telegram delivers. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "telegram.mode", havingValue = "webhook")
class WebhookConfiguration {

    private static final BackOff AGAIN = new BackOff(Duration.ofMillis(500), Duration.ofMinutes(1));

    @Bean
    WebhookController webhookController(
            Webhook webhook, Inbox inbox, Consumer<List<Incoming>> arrived, MeterRegistry meters, Clock clock) {
        return new WebhookController(webhook.secret(), new DeliveredUpdates(clock), inbox, arrived, meters);
    }

    @Bean
    WebhookRegistration telegramWebhookHealthIndicator(Telegram telegram, Webhook webhook) {
        return new WebhookRegistration(telegram, webhook.url(), webhook.secret(), AGAIN);
    }
}
