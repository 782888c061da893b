package org.sleepquiz.command.publishing;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.StreamableMessageSource;
import org.sleepquiz.command.following.Following;
import org.sleepquiz.eventstore.ByPerson;
import org.sleepquiz.eventstore.EventPosition;
import org.sleepquiz.eventstore.FollowedLog;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How the publisher reads the log. A node that is not to publish says {@code sleepquiz.kafka.enabled=false}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TopicSettings.class)
@ConditionalOnBooleanProperty(name = "sleepquiz.kafka.enabled", matchIfMissing = true)
class Publishing {

    @Bean
    EventTopic eventTopic(TopicSettings settings, KafkaProperties kafka) {
        return new EventTopic(settings, kafka.buildProducerProperties(), kafka.buildAdminProperties());
    }

    @Bean
    Publisher publisher(EventTopic topic, TopicSettings settings) {
        return new Publisher(topic, settings);
    }

    @Bean
    Following publisherFollowing(JdbcClient jdbc, Clock clock, MeterRegistry meters) {
        return new Following(Publisher.NAME, jdbc, clock, meters);
    }

    /** The log comes by a provider: it needs Axon's configuration, which this is a part of. */
    @Bean
    ConfigurerModule publisherReadsTheLog(
            ObjectProvider<FollowedLog> log, TopicSettings settings, Following publisherFollowing) {
        return configurer -> {
            configurer
                    .eventProcessing()
                    .registerPooledStreamingEventProcessor(
                            Publisher.NAME,
                            configuration -> log.getObject(),
                            (configuration, builder) -> builder.batchSize(Publisher.BATCH_SIZE)
                                    .initialSegmentCount(settings.segments())
                                    .initialToken(StreamableMessageSource::createTailToken)
                                    // a batch that waits for Kafka must not lose its token to another node meanwhile
                                    .enableCoordinatorClaimExtension())
                    .registerSequencingPolicy(Publisher.NAME, configuration -> new ByPerson())
                    .registerListenerInvocationErrorHandler(
                            Publisher.NAME, configuration -> PropagatingErrorHandler.instance());
            publisherFollowing.listenTo(configurer.eventProcessing());
        };
    }

    /**
     * Down when the publisher stands still for good. While it retries, as in an outage of Kafka, the command-side is as
     * healthy as its commands are.
     */
    @Bean
    HealthIndicator publisherHealthIndicator(EventProcessingConfiguration processing, Following publisherFollowing) {
        return () -> publisherFollowing
                .health(processing.eventProcessor(Publisher.NAME).orElseThrow())
                .build();
    }

    @Bean
    AfterOutage afterOutage(
            EventTopic topic, Following publisherFollowing, EventProcessingConfiguration processing, JdbcClient jdbc) {
        return new AfterOutage(topic, publisherFollowing, processing, jdbc);
    }

    @Bean
    RepublicationTable republicationTable(JdbcClient jdbc, Clock clock) {
        return new RepublicationTable(jdbc, clock);
    }

    @Bean
    Republisher republisher(
            RepublicationTable republications,
            EventStorageEngine log,
            EventPosition positions,
            PlatformTransactionManager transactions,
            EventTopic topic,
            TopicSettings settings,
            KafkaProperties kafka) {
        return new Republisher(
                republications,
                log,
                positions,
                new TransactionTemplate(transactions),
                settings.source(),
                another -> new EventTopic(
                        settings.of(another, topic.partitions()),
                        kafka.buildProducerProperties(),
                        kafka.buildAdminProperties()));
    }
}
