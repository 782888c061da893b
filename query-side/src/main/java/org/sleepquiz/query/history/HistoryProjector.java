package org.sleepquiz.query.history;

import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.sleepquiz.eventstore.EventPosition;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.query.diary.Diary;
import org.sleepquiz.query.diary.DiaryBatch;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;

@Component
@Order(Diary.HISTORY)
@ProcessingGroup(Diary.GROUP)
class HistoryProjector {

    private final JdbcOperations jdbc;
    private final Serializer serializer;
    private final EventPosition positions;

    HistoryProjector(JdbcOperations jdbc, Serializer eventSerializer, EventPosition positions) {
        this.jdbc = jdbc;
        this.serializer = eventSerializer;
        this.positions = positions;
    }

    /** Takes the message, not the event: its JSON goes from table to table without being read on the way. */
    @EventHandler(payloadType = UserSleepEvent.class)
    void on(DomainEventMessage<?> message, TrackingToken token) {
        SerializedObject<String> event = message.serializePayload(serializer, String.class);
        history()
                .add(new HistoryRows.Row(
                        message.getAggregateIdentifier(),
                        positions.of(token),
                        message.getIdentifier(),
                        message.getSequenceNumber(),
                        event.getType().getName(),
                        Integer.parseInt(event.getType().getRevision()),
                        event.getData(),
                        message.serializeMetaData(serializer, String.class).getData()));
    }

    /** Nothing is left by which the person could be told to have been here. */
    @EventHandler
    void on(UserErased event) {
        history().forget(event.telegramId());
    }

    private HistoryRows history() {
        return DiaryBatch.current().rows(Diary.HISTORY, () -> new HistoryRows(jdbc));
    }
}
