package org.sleepquiz.command.publishing;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The topic of events.
 *
 * @param topic its name
 * @param partitions how many it gets when it is made; an existing topic is left as it is, because more partitions would send a
 *     user's later events elsewhere
 * @param retention how long it keeps a record when it is made; bounds how long personal data outlive their erasure
 * @param segments how many nodes can publish at once, each for a share of the users; counts only before the first start
 * @param gathering from the beginning of one batch to that of the next, if the first was not full: a transaction of Kafka's costs the
 *     same for one event as for many, and while nothing waits no event does
 * @param source the {@code ce_source} of every record: which installation it comes from
 */
@ConfigurationProperties("sleepquiz.kafka")
record TopicSettings(
        @DefaultValue("sleepquiz.events") String topic,
        @DefaultValue("12") int partitions,
        @DefaultValue("7d") Duration retention,
        @DefaultValue("2") int segments,
        @DefaultValue("50ms") Duration gathering,
        @DefaultValue("/sleepquiz/command-side") URI source) {

    /** Those of another topic that is to hold the same. */
    TopicSettings of(String anotherTopic, int itsPartitions) {
        return new TopicSettings(anotherTopic, itsPartitions, retention, segments, gathering, source);
    }
}
