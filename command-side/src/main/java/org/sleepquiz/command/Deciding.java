package org.sleepquiz.command;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.commandhandling.gateway.RetryScheduler;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.sleepquiz.command.quiz.Occasion;
import org.sleepquiz.command.quiz.QuizRules;
import org.sleepquiz.messages.UserSleepCommand;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How a command finds its person, and finds them again after a lost race. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommandSettings.class)
class Deciding {

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
