package org.sleepquiz.eventstore;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.testsupport.TestDatabase;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An application that has nothing but the event store. */
record Store(ConfigurableApplicationContext context) implements AutoCloseable {

    record Sleeper(String name) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        StoredType sleeper(@Value("${sleeper.revision:1}") int revision) {
            return new StoredType("Sleeper", revision, Sleeper.class);
        }
    }

    static Store open(TestDatabase database, String... properties) {
        return open(database, context -> {}, properties);
    }

    /** @param ahead declares what the code does not have yet */
    static Store open(
            TestDatabase database,
            ApplicationContextInitializer<ConfigurableApplicationContext> ahead,
            String... properties) {
        String[] own = {
            "spring.datasource.url=" + database.jdbcUrl(),
            "spring.datasource.username=" + database.user(),
            "spring.datasource.password=" + database.password(),
            "spring.datasource.hikari.maximum-pool-size=50",
            "spring.datasource.hikari.minimum-idle=0",
            "spring.main.banner-mode=off"
        };
        return new Store(new SpringApplicationBuilder(Application.class)
                .initializers(ahead)
                .web(WebApplicationType.NONE)
                .properties(Stream.concat(Arrays.stream(own), Arrays.stream(properties))
                        .toArray(String[]::new))
                .run());
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    EventStore events() {
        return bean(EventStore.class);
    }

    JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    long count(String table) {
        return jdbc().sql("select count(*) from " + table).query(Long.class).single();
    }

    static DomainEventMessage<UserSleepEvent> message(long sequenceNumber, UserSleepEvent event) {
        return new GenericDomainEventMessage<>(
                "UserSleep", event.telegramId(), sequenceNumber, event, MetaData.with("traceId", "a-trace"));
    }

    /** Of a stream as it stands: up to its last event, whose identifier it bears. */
    static DomainEventMessage<Sleeper> snapshot(Store store, String user, Sleeper state) {
        DomainEventMessage<?> last = store.bean(EventStorageEngine.class)
                .readEvents(user)
                .asStream()
                .reduce((one, next) -> next)
                .orElseThrow();
        return new GenericDomainEventMessage<>(
                "UserSleep",
                user,
                last.getSequenceNumber(),
                new GenericMessage<>(last.getIdentifier(), state, MetaData.emptyInstance()),
                last.getTimestamp());
    }

    static List<DomainEventMessage<UserSleepEvent>> messages(List<UserSleepEvent> events) {
        return IntStream.range(0, events.size())
                .mapToObj(number -> message(number, events.get(number)))
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
