package org.sleepquiz.command;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.sleepquiz.eventstore.Tombstones;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Lets the log forget for good whom it has erased, as long after as the topic does. Any number of nodes may do so at once. */
@Configuration
@EnableScheduling
class TombstoneClearing {

    /** As long as the topic keeps the same news; everybody has read it by then. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(TombstoneClearing.class);

    private final Tombstones tombstones;
    private final Clock clock;

    TombstoneClearing(Tombstones tombstones, Clock clock) {
        this.tombstones = tombstones;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
    void clear() {
        int cleared = tombstones.clearBefore(clock.instant().minus(KEPT));
        if (cleared > 0) {
            LOG.info("event=tombstones_cleared count={}", cleared);
        }
    }
}
