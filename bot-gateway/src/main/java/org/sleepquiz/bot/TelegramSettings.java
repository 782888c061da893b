package org.sleepquiz.bot;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.webhook.Webhook;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Telegram is and which bot we are.
 *
 * @param mode how updates come in: {@code polling} or {@code webhook}
 * @param webhook what the latter needs
 */
@ConfigurationProperties("telegram")
record TelegramSettings(
        @DefaultValue Bot bot,
        @DefaultValue Api api,
        @DefaultValue("polling") String mode,
        @DefaultValue Hook webhook) {

    TelegramSettings {
        if (mode.equals("webhook")) {
            Webhook.of(webhook.url(), webhook.secret()); // says what is missing
        } else if (!mode.equals("polling")) {
            throw new IllegalArgumentException("telegram.mode (TELEGRAM_MODE) is either polling or webhook");
        }
    }

    Webhook requiredWebhook() {
        return Webhook.of(webhook.url(), webhook.secret());
    }

    record Hook(@Nullable URI url, @Nullable String secret) {

        @Override
        public String toString() {
            return "Hook";
        }
    }

    record Bot(@Nullable String token) {

        /** @throws IllegalStateException if there is none */
        String requiredToken() {
            if (token == null || token.isBlank()) {
                throw new IllegalStateException("telegram.bot.token (TELEGRAM_BOT_TOKEN) is not set");
            }
            return token.strip();
        }

        /** The public part. */
        String id() {
            return requiredToken().replaceFirst(":.*", "");
        }

        @Override
        public String toString() {
            return "Bot";
        }
    }

    record Api(@DefaultValue("https://api.telegram.org") URI url) {}
}
