package org.sleepquiz.query.diary;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.sleepquiz.eventstore.ByPerson;
import org.sleepquiz.eventstore.FollowedLog;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Sets up the one processor that follows the log. */
@Configuration
class DiaryProcessing {

    /** What is projected leads to no further message; Axon's own provider would read the metadata of every event for one. */
    @Bean
    CorrelationDataProvider nothingFollows() {
        return message -> Map.of();
    }

    @Bean
    FailingEvents failingEvents(Clock clock) {
        return new FailingEvents(clock);
    }

    /**
     * The log comes by a provider: it needs Axon's configuration, which this is a part of.
     *
     * <p>A failed batch is rolled back with its token and tried again after 1, 2, 4 … 60 s, by this node or another; nothing is
     * skipped. A person's events stay in order because the people, not the events, are divided into segments.
     */
    @Bean
    ConfigurerModule diaryProcessor(
            ObjectProvider<FollowedLog> log, FailingEvents failing, DiaryProperties properties) {
        return configurer -> configurer
                .eventProcessing()
                .registerPooledStreamingEventProcessor(
                        Diary.GROUP,
                        configuration -> log.getObject(),
                        (configuration, processor) -> processor
                                .initialSegmentCount(properties.segments())
                                .batchSize(properties.batchSize())
                                .tokenClaimInterval(properties.claimInterval().toMillis())
                                // a batch that takes longer than the claim lasts must not lose its segment to another
                                // node
                                .enableCoordinatorClaimExtension()
                                .coordinatorExecutor(name -> new ImpatientScheduler(threads(name + "-coordinator-")))
                                .workerExecutor(name -> Executors.newScheduledThreadPool(
                                        properties.segments(), threads(name + "-worker-")))
                                // from the oldest event on, so that an empty read model fills itself
                                .initialToken(source -> source.createTailToken()))
                .registerSequencingPolicy(Diary.GROUP, configuration -> new ByPerson())
                .registerListenerInvocationErrorHandler(
                        Diary.GROUP, configuration -> PropagatingErrorHandler.instance())
                .registerErrorHandler(Diary.GROUP, configuration -> failing)
                .registerHandlerInterceptor(Diary.GROUP, configuration -> failing);
    }

    @Bean
    DiaryHealthIndicator diaryHealthIndicator(EventProcessingConfiguration processing, FailingEvents failing) {
        return new DiaryHealthIndicator(processing, failing);
    }

    @Bean
    DiaryLag diaryLag(
            EventProcessingConfiguration processing,
            EventStorageEngine engine,
            FailingEvents failing,
            MeterRegistry meters) {
        return new DiaryLag(processing, engine, failing, meters);
    }

    /** No thread keeps a program alive that is at its end. */
    private static ThreadFactory threads(String prefix) {
        CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
        threads.setDaemon(true);
        return threads;
    }
}
