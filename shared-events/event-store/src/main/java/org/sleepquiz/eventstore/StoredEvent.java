package org.sleepquiz.eventstore;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.serialization.SerializedMetaData;
import org.axonframework.serialization.SerializedObject;

/** A row of the log as it is read. Axon's own would format the time when it is made and parse it whenever it is asked for. */
record StoredEvent(
        String getType,
        String getAggregateIdentifier,
        long getSequenceNumber,
        String getEventIdentifier,
        Instant getTimestamp,
        SerializedObject<byte[]> getPayload,
        SerializedObject<byte[]> getMetaData)
        implements DomainEventData<byte[]> {

    /** The row at the cursor, with the columns' names in the log and the person's key beside them. */
    static StoredEvent of(ResultSet row, Content.Kind kind, PersonKeys keys) throws SQLException {
        return new StoredEvent(
                row.getString("type"),
                row.getString("aggregate_identifier"),
                row.getLong("sequence_number"),
                row.getString("event_identifier"),
                row.getObject("time_stamp", OffsetDateTime.class).toInstant(),
                Content.of(row, kind, keys),
                new SerializedMetaData<>(row.getBytes("meta_data"), byte[].class));
    }
}
