package org.sleepquiz.command.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.messaging.StreamableMessageSource;
import org.flywaydb.core.Flyway;
import org.sleepquiz.command.following.Following;
import org.sleepquiz.eventstore.ByPerson;
import org.sleepquiz.eventstore.FollowedLog;
import org.sleepquiz.eventstore.SchemaMigration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The schedule and what keeps it going. A node that is to have no part in it says {@code sleepquiz.prompts.enabled=false}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ScheduleSettings.class)
@ConditionalOnBooleanProperty(name = "sleepquiz.prompts.enabled", matchIfMissing = true)
class Scheduling {

    /** One transaction of the planner: large enough to fill an empty schedule fast. */
    private static final int BATCH_SIZE = 500;

    @Bean
    Flyway scheduleFlyway(DataSource dataSource) {
        return SchemaMigration.migrate(dataSource, "schedule", "classpath:db/schedule");
    }

    @Bean
    @DependsOnDatabaseInitialization
    Schedule schedule(DataSource dataSource) {
        return new Schedule(dataSource);
    }

    @Bean
    Planner planner(Schedule schedule, Clock clock) {
        return new Planner(schedule, clock);
    }

    @Bean
    Following scheduleFollowing(JdbcClient jdbc, Clock clock, MeterRegistry meters) {
        return new Following(Planner.NAME, jdbc, clock, meters);
    }

    /** The log comes by a provider: it needs Axon's configuration, which this is a part of. */
    @Bean
    ConfigurerModule plannerReadsTheLog(ObjectProvider<FollowedLog> log, Following scheduleFollowing) {
        return configurer -> {
            configurer
                    .eventProcessing()
                    .registerPooledStreamingEventProcessor(
                            Planner.NAME,
                            configuration -> log.getObject(),
                            (configuration, builder) -> builder.batchSize(BATCH_SIZE)
                                    .initialSegmentCount(1)
                                    // from the oldest event on, so that an empty schedule fills itself
                                    .initialToken(StreamableMessageSource::createTailToken)
                                    .enableCoordinatorClaimExtension())
                    .registerSequencingPolicy(Planner.NAME, configuration -> new ByPerson())
                    .registerListenerInvocationErrorHandler(
                            Planner.NAME, configuration -> PropagatingErrorHandler.instance());
            scheduleFollowing.listenTo(configurer.eventProcessing());
        };
    }

    @Bean
    Dispatch dispatch(
            Schedule schedule, CommandGateway gateway, Clock clock, ScheduleSettings settings, MeterRegistry meters) {
        return new Dispatch(schedule, gateway, clock, settings.perLook(), meters);
    }

    @Bean
    Ticking ticking(DataSource dataSource, Dispatch dispatch, ScheduleSettings settings) {
        return new Ticking(dataSource, dispatch, settings.interval());
    }

    /** Down when this node could neither follow changes nor take its turn at sending. */
    @Bean
    HealthIndicator scheduleHealthIndicator(
            EventProcessingConfiguration processing, Ticking ticking, Following scheduleFollowing) {
        return () -> {
            Health.Builder health = scheduleFollowing.health(
                    processing.eventProcessor(Planner.NAME).orElseThrow());
            return (ticking.isRunning() ? health : health.down())
                    .withDetail("ticking", ticking.isRunning())
                    .build();
        };
    }
}
