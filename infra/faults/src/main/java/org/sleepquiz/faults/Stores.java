package org.sleepquiz.faults;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
import org.springframework.jdbc.core.RowCallbackHandler;
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
        Map<Long, UUID> keys = new HashMap<>();
        try (Stream<? extends TrackedEventMessage<?>> events =
                engine.readEvents((@Nullable TrackingToken) null, false)) {
            List<? extends TrackedEventMessage<?>> read = events.toList();
            jdbc.sql("select global_index, key_id from event_store.domain_event_entry where key_id is not null")
                    .query((RowCallbackHandler)
                            row -> keys.put(row.getLong("global_index"), row.getObject("key_id", UUID.class)));
            return read.stream()
                    .map(message -> logged(message, keys))
                    .sorted(Comparator.comparingLong(Logged::position))
                    .toList();
        }
    }

    private static Logged logged(TrackedEventMessage<?> message, Map<Long, UUID> keys) {
        DomainEventMessage<?> ofStream = (DomainEventMessage<?>) message;
        long position = ((GapAwareTrackingToken) message.trackingToken()).getIndex();
        return new Logged(
                position,
                ofStream.getAggregateIdentifier(),
                ofStream.getSequenceNumber(),
                ofStream.getIdentifier(),
                keys.get(position),
                ofStream.getPayload() instanceof UserSleepEvent event ? event : null);
    }

    /** Everything that names a person, beside the log and the read model. */
    List<Trace> traces() {
        return jdbc.sql("""
                        select 'person_key' as table, person as user, key_id as key, null as event, null::timestamptz as since
                        from event_store.person_key
                        union all
                        select 'snapshot_event_entry', aggregate_identifier, key_id, null, null
                        from event_store.snapshot_event_entry
                        union all
                        select 'republication', telegram_id, null, null, null
                        from event_store.republication where telegram_id is not null
                        union all
                        select 'schedule.person', telegram_id, null, null, null from schedule.person
                        union all
                        select 'inbox', user_id::text, null, null, received_at from bot.inbox where user_id <> 0
                        union all
                        select 'outgoing', user_id::text, null, event_id, null from bot.outgoing where user_id <> 0
                        """)
                .query((row, number) -> new Trace(
                        row.getString("table"),
                        row.getString("user"),
                        row.getObject("key", UUID.class),
                        row.getString("event"),
                        Optional.ofNullable(row.getObject("since", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)
                                .orElse(null)))
                .list();
    }

    /** Everything in the read model. */
    Tables readModel() {
        Tables tables = new Tables();
        read(tables, "users", "telegram_id");
        read(tables, "sleep_entries", "user_id || ' ' || night_date");
        read(tables, "sleep_entry_disruptions", "entry_id || ' ' || disruption");
        read(tables, "prompts", "user_id || ' ' || for_date");
        read(tables, "history", "user_id || ' ' || position");
        read(tables, "dead_letter", "event_id");
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
