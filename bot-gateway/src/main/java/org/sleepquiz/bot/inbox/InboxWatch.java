package org.sleepquiz.bot.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;

/** Shows how full the inbox is, as health and as metrics. An inbox that is not emptied is down: somebody waits for a reply. */
public final class InboxWatch implements HealthIndicator {

    static final Duration TOO_LONG = Duration.ofMinutes(10);
    /** One look at the database serves all gauges of a scrape. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Inbox inbox;
    private final Clock clock;
    private Inbox.@Nullable Level level;
    private Instant lookedAt = Instant.MIN;

    public InboxWatch(Inbox inbox, MeterRegistry meters, Clock clock) {
        this.inbox = inbox;
        this.clock = clock;
        gauge(meters, "waiting", "Updates not handled yet", Inbox.Level::waiting);
        gauge(
                meters,
                "oldest.seconds",
                "How long the oldest of them has waited",
                now -> now.oldest().toSeconds());
        gauge(meters, "parked", "Updates given up", Inbox.Level::parked);
    }

    private interface Reading {
        long of(Inbox.Level level);
    }

    private void gauge(MeterRegistry meters, String name, String description, Reading reading) {
        Gauge.builder("sleepquiz.bot.inbox." + name, this, watch -> {
                    try {
                        return reading.of(watch.look());
                    } catch (DataAccessException unreadable) {
                        return Double.NaN; // health says that the database is away
                    }
                })
                .description(description)
                .register(meters);
    }

    private synchronized Inbox.Level look() {
        Instant now = clock.instant();
        if (level == null || lookedAt.plus(FRESH).isBefore(now)) {
            level = inbox.level();
            lookedAt = now;
        }
        return level;
    }

    @Override
    public Health health() {
        Inbox.Level now = inbox.level();
        Health.Builder health = now.oldest().compareTo(TOO_LONG) > 0 ? Health.down() : Health.up();
        return health.withDetail("waiting", now.waiting())
                .withDetail("oldestSeconds", now.oldest().toSeconds())
                .withDetail("parked", now.parked())
                .build();
    }
}
