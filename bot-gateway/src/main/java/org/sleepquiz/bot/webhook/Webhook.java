package org.sleepquiz.bot.webhook;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Telegram delivers, and what it shows to prove that it is Telegram.
 *
 * @param url as Telegram sees it; leads to {@code /telegram/webhook} of a gateway
 */
public record Webhook(URI url, String secret) {

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{16,256}");

    /** @throws IllegalArgumentException if one is missing or Telegram would refuse it; the message holds neither */
    public static Webhook of(@Nullable URI url, @Nullable String secret) {
        if (url == null || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "telegram.webhook.url (TELEGRAM_WEBHOOK_URL) is needed where telegram.mode is"
                            + " webhook: the https:// address of /telegram/webhook as Telegram reaches it");
        }
        if (secret == null || !SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                    "telegram.webhook.secret (TELEGRAM_WEBHOOK_SECRET) is needed where telegram.mode"
                            + " is webhook: 16 to 256 of A-Z, a-z, 0-9, _ and -");
        }
        return new Webhook(url, secret);
    }

    @Override
    public String toString() {
        return "Webhook";
    }
}
