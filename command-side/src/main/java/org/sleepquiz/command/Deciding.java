package org.sleepquiz.command;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.axonframework.commandhandling.AsynchronousCommandBus;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandBusSpanFactory;
import org.axonframework.commandhandling.DuplicateCommandHandlerResolver;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.commandhandling.gateway.RetryScheduler;
import org.axonframework.common.lock.LockFactory;
import org.axonframework.common.lock.PessimisticLockFactory;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.sleepquiz.command.quiz.Occasion;
import org.sleepquiz.command.quiz.QuizRules;
import org.sleepquiz.eventstore.CommandTransactions;
import org.sleepquiz.eventstore.EventPosition;
import org.sleepquiz.eventstore.StoredType;
import org.sleepquiz.messages.UserSleepCommand;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How a command finds its person, and finds them again after a lost race. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommandSettings.class)
class Deciding {

    private static final int ATTEMPT_MILLIS = 10;

    /** A command does not wait for its turn longer than its client waits for the reply. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Commands are plain records: who is meant is known here and not by annotations. */
    @Bean
    CommandTargetResolver byTelegramId() {
        return command -> {
            Object telegramId = ((UserSleepCommand) command.getPayload()).telegramId();
            return new VersionedAggregateIdentifier(telegramId, null);
        };
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Occasions occasions(CommandSettings settings, Clock clock) {
        QuizRules rules = settings.rules();
        return () -> new Occasion(clock.instant(), rules, UUID::randomUUID);
    }

    @Bean
    UpToDate upToDate(EventPosition positions) {
        return (telegramId, lastEvent) -> {
            if (!positions.endsWith(telegramId, lastEvent)) {
                throw new ConcurrencyException("Decided on a diary that has changed meanwhile");
            }
        };
    }

    /** Instead of Axon's own, which says less in more bytes. */
    @Bean
    CorrelationDataProvider originOfEvents() {
        return Origin::of;
    }

    @Bean
    DiaryCache diaryCache(CommandSettings settings) {
        return new DiaryCache(settings.cachedNights());
    }

    @Bean
    StoredType snapshotOfADiary() {
        return UserSleep.SNAPSHOT;
    }

    @Bean
    Snapshots snapshots(EventStore eventStore) {
        return Snapshots.of(eventStore);
    }

    @Bean
    SnapshotTriggerDefinition whenManyEventsFollow(Snapshots snapshots, CommandSettings settings) {
        return new EventCountSnapshotTriggerDefinition(snapshots, settings.snapshotEvery());
    }

    /** Whose command is decided first, within this node. */
    @Bean
    LockFactory turns() {
        return PessimisticLockFactory.builder()
                .lockAttemptTimeout(ATTEMPT_MILLIS)
                .acquireAttempts(Math.toIntExact(PATIENCE.toMillis() / ATTEMPT_MILLIS))
                .build();
    }

    /**
     * Axon's bus, asynchronous: a command has a thread of its own from its dispatch to its commit, a virtual one where the JVM has them.
     */
    @Bean
    @Qualifier("localSegment") CommandBus commandBus(
            CommandTransactions transactions,
            @Qualifier("applicationTaskExecutor") Executor executor,
            DuplicateCommandHandlerResolver duplicates,
            org.axonframework.config.Configuration axon) {
        AsynchronousCommandBus bus = AsynchronousCommandBus.builder()
                .executor(executor)
                .transactionManager(transactions.manager())
                .duplicateCommandHandlerResolver(duplicates)
                .spanFactory(axon.getComponent(CommandBusSpanFactory.class))
                .messageMonitor(axon.messageMonitor(CommandBus.class, "commandBus"))
                .build();
        bus.registerHandlerInterceptor(new CorrelationDataInterceptor<>(axon.correlationDataProviders()));
        return bus;
    }

    @Bean
    RetryOfRaces retryOfRaces(@Qualifier("applicationTaskExecutor") Executor executor) {
        return new RetryOfRaces(executor);
    }

    /** Axon's own gateway, which Boot would make without a retry. */
    @Bean
    CommandGateway commandGateway(CommandBus commandBus, RetryScheduler retryScheduler) {
        return DefaultCommandGateway.builder()
                .commandBus(commandBus)
                .retryScheduler(retryScheduler)
                .build();
    }
}
