package org.sleepquiz.command.publishing;

import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.messaging.StreamableMessageSource;
import org.sleepquiz.eventstore.ByPerson;
import org.sleepquiz.eventstore.FollowedLog;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the publisher reads the log. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TopicSettings.class)
class Publishing {

    /** One transaction, one wait for acknowledgements: large enough to catch up fast, small enough to be sent again. */
    private static final int BATCH_SIZE = 500;

    @Bean
    EventTopic eventTopic(TopicSettings settings, KafkaProperties kafka) {
        return new EventTopic(settings, kafka.buildProducerProperties(), kafka.buildAdminProperties());
    }

    @Bean
    Publisher publisher(EventTopic topic, TopicSettings settings) {
        return new Publisher(topic, settings);
    }

    /** The log comes by a provider: it needs Axon's configuration, which this is a part of. */
    @Bean
    ConfigurerModule publisherReadsTheLog(ObjectProvider<FollowedLog> log, TopicSettings settings) {
        return configurer -> configurer
                .eventProcessing()
                .registerPooledStreamingEventProcessor(
                        Publisher.NAME,
                        configuration -> log.getObject(),
                        (configuration, builder) -> builder.batchSize(BATCH_SIZE)
                                .initialSegmentCount(settings.segments())
                                .initialToken(StreamableMessageSource::createTailToken)
                                // a batch that waits for Kafka must not lose its token to another node meanwhile
                                .enableCoordinatorClaimExtension())
                .registerSequencingPolicy(Publisher.NAME, configuration -> new ByPerson())
                .registerListenerInvocationErrorHandler(
                        Publisher.NAME, configuration -> PropagatingErrorHandler.instance());
    }

    /**
     * Down when the publisher stands still for good. While it retries, as in an outage of Kafka, the command-side is as
     * healthy as its commands are.
     */
    @Bean
    HealthIndicator publisherHealthIndicator(EventProcessingConfiguration processing) {
        return () -> {
            EventProcessor publisher = processing.eventProcessor(Publisher.NAME).orElseThrow();
            return (publisher.isRunning() ? Health.up() : Health.down())
                    .withDetail("retrying", publisher.isError())
                    .build();
        };
    }
}
