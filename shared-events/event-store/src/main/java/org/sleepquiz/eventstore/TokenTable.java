package org.sleepquiz.eventstore;

import java.util.regex.Pattern;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;

/**
 * The table in which a side keeps the positions of its processors, in the side's own schema so that a position moves in the
 * same transaction as what it stands for. The publisher's is {@code event_store.token_entry}; another side names its own
 * with {@code sleepquiz.token-table} and makes it in its own migration:
 *
 * <pre>{@code
 * create table read_model.token_entry (
 *     processor_name text not null,
 *     segment        integer not null,
 *     token          text,
 *     token_type     text,
 *     time_stamp     text not null,
 *     owner          text,
 *     primary key (processor_name, segment)
 * );
 *
 * insert into read_model.token_entry (processor_name, segment, token, token_type, time_stamp)
 * values ('__config', 0, json_build_object('config', json_build_object('id', gen_random_uuid())), 'ConfigToken',
 *         '2026-01-01T00:00:00Z');
 * }</pre>
 *
 * The row is the store's identifier. Without it, nodes that start together race to make it, and all but one fail.
 */
final class TokenTable {

    private static final Pattern NAME = Pattern.compile("[a-z_]+\\.[a-z_]+");

    private TokenTable() {}

    /** @param table schema and name, which go into SQL as they are */
    static TokenSchema schema(String table) {
        if (!NAME.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "sleepquiz.token-table is schema.table in small letters and underscores, not " + table);
        }
        return TokenSchema.builder()
                .setTokenTable(table)
                .setProcessorNameColumn("processor_name")
                .setSegmentColumn("segment")
                .setTokenColumn("token")
                .setTokenTypeColumn("token_type")
                .setTimestampColumn("time_stamp")
                .setOwnerColumn("owner")
                .build();
    }
}
