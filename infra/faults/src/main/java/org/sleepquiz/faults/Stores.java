package org.sleepquiz.faults;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What is in the database, unsealed with the master key, by connections of its own that no fault of a wire touches. */
final class Stores implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final EventStorageEngine engine;
    private final JdbcClient jdbc;

    private Stores(ConfigurableApplicationContext context) {
        this.context = context;
        this.engine = context.getBean(EventStorageEngine.class);
        this.jdbc = context.getBean(JdbcClient.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Reading {}

    static Stores open(Postgres postgres, Path masterKey) {
        return new Stores(new SpringApplicationBuilder(Reading.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(
                        "spring.config.name=faults",
                        // what is away is told by the findings
                        "logging.level.root=error",
                        "spring.datasource.url=" + postgres.jdbcUrl(postgres.port()),
                        "spring.datasource.username=" + postgres.user(),
                        "spring.datasource.password=" + postgres.password(),
                        "spring.datasource.hikari.maximum-pool-size=4",
                        "spring.datasource.hikari.minimum-idle=0",
                        "sleepquiz.keys.master-file=" + masterKey,
                        "sleepquiz.keys.care-interval=1h")
                .run());
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    /** The whole log, by position. */
    List<Logged> log() {
        try (Stream<? extends TrackedEventMessage<?>> events =
                engine.readEvents((@Nullable TrackingToken) null, false)) {
            return events.map(Stores::logged)
                    .sorted(Comparator.comparingLong(Logged::position))
                    .toList();
        }
    }

    private static Logged logged(TrackedEventMessage<?> message) {
        DomainEventMessage<?> ofStream = (DomainEventMessage<?>) message;
        return new Logged(
                ((GapAwareTrackingToken) message.trackingToken()).getIndex(),
                ofStream.getAggregateIdentifier(),
                ofStream.getSequenceNumber(),
                ofStream.getIdentifier(),
                (UserSleepEvent) ofStream.getPayload());
    }

    /** Everything in the read model. */
    Tables readModel() {
        Tables tables = new Tables();
        read(tables, "users", "telegram_id");
        read(tables, "sleep_entries", "user_id || ' ' || night_date");
        read(tables, "sleep_entry_disruptions", "entry_id || ' ' || disruption");
        read(tables, "prompts", "user_id || ' ' || for_date");
        read(tables, "history", "user_id || ' ' || position");
        return tables;
    }

    private void read(Tables tables, String table, String key) {
        jdbc.sql("select %s as key, to_jsonb(its) as columns from read_model.%s its".formatted(key, table))
                .query((row, number) -> {
                    JsonNode columns = Json.MAPPER.readTree(row.getString("columns"));
                    tables.put(table, row.getString("key"), columns);
                    return number;
                })
                .list();
    }

    @Override
    public void close() {
        context.close();
    }
}
