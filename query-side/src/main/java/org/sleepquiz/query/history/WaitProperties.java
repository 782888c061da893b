package org.sleepquiz.query.history;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a request waits for its own write.
 *
 * @param timeout the longest that it waits
 * @param pause between two looks
 * @param requests how many wait at once on one node; each holds a thread, none holds a connection
 */
@ConfigurationProperties("sleepquiz.wait")
record WaitProperties(
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("15ms") Duration pause,
        @DefaultValue("64") int requests) {

    WaitProperties {
        if (timeout.isNegative() || pause.toMillis() < 1 || requests < 1) {
            throw new IllegalArgumentException("sleepquiz.wait.pause is at least 1 ms and .requests at least 1");
        }
    }
}
