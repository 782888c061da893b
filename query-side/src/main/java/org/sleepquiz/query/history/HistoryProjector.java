package org.sleepquiz.query.history;

import java.time.ZoneOffset;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.TrackingToken;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.query.diary.Diary;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
@Order(Diary.HISTORY)
@ProcessingGroup(Diary.GROUP)
class HistoryProjector {

    private final JdbcClient jdbc;

    HistoryProjector(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(UserSleepEvent event, DomainEventMessage<?> message, TrackingToken token) {
        EventType type = EventType.of(event.getClass());
        jdbc.sql("""
                        insert into read_model.history (user_id, position, event_id, sequence, type, revision, occurred_at,
                                                        data)
                        values (:user, :position, :event, :sequence, :type, :revision, :occurredAt, :data::jsonb)
                        on conflict (event_id) do update
                        set user_id = excluded.user_id, position = excluded.position, sequence = excluded.sequence,
                            type = excluded.type, revision = excluded.revision, occurred_at = excluded.occurred_at,
                            data = excluded.data
                        """)
                .param("user", event.telegramId())
                .param("position", token.position().orElseThrow())
                .param("event", UUID.fromString(message.getIdentifier()))
                .param("sequence", message.getSequenceNumber())
                .param("type", type.name())
                .param("revision", type.revision())
                .param("occurredAt", event.occurredAt().atOffset(ZoneOffset.UTC))
                .param("data", Json.MAPPER.writeValueAsString(event))
                .update();
    }

    /** Nothing is left by which the person could be told to have been here. */
    @EventHandler
    void on(UserErased event) {
        jdbc.sql("delete from read_model.history where user_id = :user")
                .param("user", event.telegramId())
                .update();
    }
}
