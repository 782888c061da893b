package org.sleepquiz.command.publishing;

import java.util.concurrent.TimeUnit;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.sleepquiz.command.following.Following;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Has the publisher try again some seconds after a failure, provided that Kafka answers. Left to itself it rests longer after each
 * one, in the end for a minute, and so much longer than Kafka is away.
 */
class AfterOutage {

    private static final Logger LOG = LoggerFactory.getLogger(AfterOutage.class);

    private final EventTopic topic;
    private final Following following;
    private final EventProcessingConfiguration processing;
    private final JdbcClient jdbc;

    AfterOutage(EventTopic topic, Following following, EventProcessingConfiguration processing, JdbcClient jdbc) {
        this.topic = topic;
        this.following = following;
        this.processing = processing;
        this.jdbc = jdbc;
    }

    @Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
    void look() {
        if (following.isFailing() && topic.isReachable()) {
            LOG.info("event=publisher_tries_again");
            processing
                    .eventProcessor(Publisher.NAME, StreamingEventProcessor.class)
                    .ifPresent(this::endRest);
        }
    }

    /** Of every segment; one that another node works on stays there. */
    private void endRest(StreamingEventProcessor publisher) {
        jdbc.sql("select segment from event_store.token_entry where processor_name = :publisher")
                .param("publisher", Publisher.NAME)
                .query(Integer.class)
                .list()
                .forEach(publisher::claimSegment);
    }
}
