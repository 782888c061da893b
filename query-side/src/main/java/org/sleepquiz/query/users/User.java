package org.sleepquiz.query.users;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import org.sleepquiz.messages.Settings;

/**
 * A person as the read model knows them.
 *
 * @param telegramId the Telegram account's id in decimal
 * @param registeredAt when they first wrote
 * @param reachable whether Telegram takes messages to them
 */
public record User(String telegramId, Instant registeredAt, boolean reachable, Settings settings) {

    /** The date where the person lives now. */
    public LocalDate today(Clock clock) {
        return LocalDate.ofInstant(clock.instant(), settings.timeZone());
    }
}
