package org.sleepquiz.eventstore;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * The key of one person as it is stored, wrapped by a master key.
 *
 * @param id by which events name it
 * @param masterKey the fingerprint of the master key
 * @param wrapped not to be changed
 */
record PersonKey(UUID id, String masterKey, byte[] wrapped) {

    /** In the row at the cursor, with the columns' names in the table; empty where the key is gone. */
    static Optional<PersonKey> of(ResultSet row) throws SQLException {
        byte[] wrapped = row.getBytes("wrapped");
        return wrapped == null
                ? Optional.empty()
                : Optional.of(new PersonKey(row.getObject("key_id", UUID.class), row.getString("master_key"), wrapped));
    }

    /** What the wrapping is bound to. */
    static byte[] place(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
