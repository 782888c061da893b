package org.sleepquiz.bot.webhook;

import java.time.Duration;
import org.sleepquiz.bot.inbox.BackOff;
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
    WebhookRegistration telegramWebhookHealthIndicator(Telegram telegram, Webhook webhook) {
        return new WebhookRegistration(telegram, webhook.url(), webhook.secret(), AGAIN);
    }
}
