package org.sleepquiz.query.diary;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.sleepquiz.eventstore.ByPerson;
import org.sleepquiz.eventstore.EventPosition;
import org.sleepquiz.eventstore.FollowedLog;
import org.sleepquiz.query.letters.Letters;
import org.sleepquiz.query.letters.Projection;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.PlatformTransactionManager;

/** Sets up the one processor that follows the log. */
@Configuration
class DiaryProcessing {

    /** What is projected leads to no further message; Axon's own provider would read the metadata of every event for one. */
    @Bean
    CorrelationDataProvider nothingFollows() {
        return message -> Map.of();
    }

    @Bean
    FailingEvents failingEvents(
            Letters letters, EventPosition positions, PlatformTransactionManager transactions, Clock clock) {
        return new FailingEvents(letters, positions, transactions, clock);
    }

    /**
     * The log comes by a provider: it needs Axon's configuration, which this is a part of.
     *
     * <p>A failed batch is rolled back with its token and tried again after 1, 2, 4 … 60 s, by this node or another; nothing is
     * skipped, and what fails because of itself becomes a dead letter. A person's events stay in order because the people, not the events, are divided into segments.
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
    Projection oneByOne(EventProcessingConfiguration processing) {
        return new OneByOne(processing);
    }

    @Bean
    DiaryHealthIndicator diaryHealthIndicator(
            EventProcessingConfiguration processing,
            FailingEvents failing,
            DiaryLag lag,
            Letters letters,
            DiaryProperties properties) {
        return new DiaryHealthIndicator(processing, failing, lag, letters, properties.laggingAfter());
    }

    @Bean
    DiaryLag diaryLag(
            EventProcessingConfiguration processing,
            JdbcClient jdbc,
            Clock clock,
            FailingEvents failing,
            MeterRegistry meters) {
        return new DiaryLag(processing, jdbc, clock, failing, meters);
    }

    /** No thread keeps a program alive that is at its end. */
    private static ThreadFactory threads(String prefix) {
        CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
        threads.setDaemon(true);
        return threads;
    }
}
