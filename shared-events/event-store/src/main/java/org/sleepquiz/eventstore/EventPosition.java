package org.sleepquiz.eventstore;

import java.util.OptionalLong;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Positions in the log: what a reader of a read model waits for to see its own write. */
public final class EventPosition {

    private final JdbcClient jdbc;

    EventPosition(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
    }

    /** The global index of the user's newest event; empty for a user who has none. */
    public OptionalLong ofUser(String telegramId) {
        return jdbc.sql("""
                        select global_index
                        from event_store.domain_event_entry
                        where aggregate_identifier = :user
                        order by sequence_number desc
                        limit 1
                        """)
                .param("user", telegramId)
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }
}
