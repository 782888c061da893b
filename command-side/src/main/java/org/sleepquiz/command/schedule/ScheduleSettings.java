package org.sleepquiz.command.schedule;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How prompts and reports are sent.
 *
 * @param perSecond how many at the most, by all nodes together; Telegram takes 30 messages a second from a bot, and replies are among them
 * @param interval how often it is looked whether any are due
 */
@ConfigurationProperties("sleepquiz.prompts")
record ScheduleSettings(
        @DefaultValue("20") int perSecond,
        @DefaultValue("1s") Duration interval) {

    private static final Duration SHORTEST = Duration.ofMillis(10);

    ScheduleSettings {
        if (perSecond < 1) {
            throw new IllegalArgumentException("sleepquiz.prompts.per-second is at least 1");
        }
        if (interval.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("sleepquiz.prompts.interval is at least 10 ms");
        }
    }

    /** How many may be sent each time that it is looked. */
    int perLook() {
        return Math.toIntExact(Math.max(1, perSecond * interval.toMillis() / 1_000));
    }
}
