package org.sleepquiz.query.rebuild;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How versions of the read model are made.
 *
 * @param look how often a node looks whether a build waits for somebody to work on it
 * @param keepOld for how long the tables are kept that another version has replaced
 */
@ConfigurationProperties("sleepquiz.rebuild")
record RebuildSettings(
        @DefaultValue("2s") Duration look,
        @DefaultValue("24h") Duration keepOld) {

    RebuildSettings {
        if (look.toMillis() < 1 || keepOld.isNegative()) {
            throw new IllegalArgumentException("sleepquiz.rebuild.look is at least 1 ms, .keep-old not negative");
        }
    }
}
