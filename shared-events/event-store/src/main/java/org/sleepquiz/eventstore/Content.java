package org.sleepquiz.eventstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;

/** What an event or a snapshot says: JSON, sealed with its person's key wherever it is stored. */
final class Content {

    private static final SerializedObject<byte[]> ERASED = new SimpleSerializedObject<>(
            "{}".getBytes(StandardCharsets.UTF_8), byte[].class, new SimpleSerializedType("Erased", "1"));

    private Content() {}

    /** Kept apart, so that none passes for the other. */
    enum Kind {
        EVENT,
        SNAPSHOT
    }

    /** Where sealed content belongs. What is taken from there and put elsewhere cannot be opened. */
    private static byte[] place(Kind kind, UUID key, long sequenceNumber, SerializedType type) {
        byte[] name = (kind + " " + type.getName() + " " + type.getRevision()).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(3 * Long.BYTES + name.length)
                .putLong(key.getMostSignificantBits())
                .putLong(key.getLeastSignificantBits())
                .putLong(sequenceNumber)
                .put(name)
                .array();
    }

    static byte[] sealed(
            Kind kind, PersonKeys keys, PersonKey key, long sequenceNumber, SerializedObject<byte[]> content) {
        return Sealing.seal(
                keys.unwrap(key), place(kind, key.id(), sequenceNumber, content.getType()), content.getData());
    }

    /**
     * What the row at the cursor says: a row of the log or of the snapshots, with the columns of its key beside it. Where the key is
     * gone that is nothing, {@link Erased}. It is opened when it is asked for, by whoever asks.
     */
    static SerializedObject<byte[]> of(ResultSet row, Kind kind, PersonKeys keys) throws SQLException {
        SerializedType type =
                new SimpleSerializedType(row.getString("payload_type"), row.getString("payload_revision"));
        byte[] sealed = row.getBytes("sealed");
        if (sealed == null) {
            return new SimpleSerializedObject<>(row.getBytes("payload"), byte[].class, type);
        }
        long position = row.getLong("global_index");
        long sequenceNumber = row.getLong("sequence_number");
        Optional<PersonKey> key = PersonKey.of(row);
        return key.isPresent() ? new Sealed(type, kind, keys, key.get(), position, sequenceNumber, sealed) : ERASED;
    }

    /** @param position in the log, for whoever has to find it */
    private record Sealed(
            SerializedType getType,
            Kind kind,
            PersonKeys keys,
            PersonKey key,
            long position,
            long sequenceNumber,
            byte[] sealed)
            implements SerializedObject<byte[]> {

        @Override
        public Class<byte[]> getContentType() {
            return byte[].class;
        }

        @Override
        public byte[] getData() {
            try {
                return Sealing.open(keys.unwrap(key), place(kind, key.id(), sequenceNumber, getType), sealed);
            } catch (Sealing.Broken broken) {
                throw new SerializationException(
                        "The %s at position %d of the log, %d in its stream, a %s, is not what was sealed there"
                                .formatted(
                                        kind == Kind.EVENT ? "event" : "snapshot",
                                        position,
                                        sequenceNumber,
                                        getType.getName()),
                        broken);
            }
        }
    }
}
