package org.sleepquiz.query.diary;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the diary follows the log.
 *
 * @param segments into how many parts the people are divided at the very first start; nodes share the parts
 * @param batchSize how many events are projected in one transaction at most
 * @param claimInterval how often a node looks for parts that nobody follows; a part that failed waits for this, too
 * @param laggingAfter how old an event may get before it is projected until health is degraded
 */
@ConfigurationProperties("sleepquiz.diary")
record DiaryProperties(
        @DefaultValue("4") int segments,
        @DefaultValue("1000") int batchSize,
        @DefaultValue("1s") Duration claimInterval,
        @DefaultValue("1m") Duration laggingAfter) {

    DiaryProperties {
        if (segments < 1 || batchSize < 1 || claimInterval.toMillis() < 1) {
            throw new IllegalArgumentException("sleepquiz.diary.* must be at least 1, the interval at least 1 ms");
        }
    }
}
