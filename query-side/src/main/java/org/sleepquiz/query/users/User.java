package org.sleepquiz.query.users;

import java.time.Instant;
import org.sleepquiz.messages.Settings;

/**
 * A person as the read model knows them.
 *
 * @param telegramId the Telegram account's id in decimal
 * @param registeredAt when they first wrote
 */
public record User(String telegramId, Instant registeredAt, Settings settings) {}
