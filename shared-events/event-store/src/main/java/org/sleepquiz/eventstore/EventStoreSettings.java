package org.sleepquiz.eventstore;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param eventEngine how events are appended
 * @param tokenTable see {@link TokenTable}
 * @param tokenClaimTimeout after how long without a sign of life another node takes a processor's segment over. A living
 *     node extends its claims every 5 s; with 20 s three extensions may fail, and a dead node's work rests no longer than that.
 * @param writtenRevisions in which revisions events are written that nodes of the version before have to read, by their names; the
 *     others are written in their newest. See {@link EventRevisions}
 * @param eventFetchDelay how often the log is asked for new events in case nobody told; normally they are seen at once
 */
@ConfigurationProperties("sleepquiz")
record EventStoreSettings(
        @DefaultValue("group") Engine eventEngine,
        @DefaultValue("event_store.token_entry") String tokenTable,
        @DefaultValue("20s") Duration tokenClaimTimeout,
        @DefaultValue Map<String, Integer> writtenRevisions,
        @DefaultValue("100ms") Duration eventFetchDelay) {

    enum Engine {
        /** Appends that come at the same time are committed together: {@link GroupCommittingEngine}. */
        GROUP,
        /** One transaction and one commit per append: {@link PostgresEventStorageEngine}. */
        PLAIN
    }

    EventStoreSettings {
        if (tokenClaimTimeout.compareTo(Duration.ofSeconds(10)) <= 0) {
            throw new IllegalArgumentException("sleepquiz.token-claim-timeout is more than 10 s, two extensions");
        }
        if (eventFetchDelay.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("sleepquiz.event-fetch-delay is more than 0");
        }
    }
}
