package org.sleepquiz.query.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalLong;
import org.sleepquiz.messages.Json;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks up what happened to a person, and how far that is known. */
@Component
class History {

    private final JdbcClient jdbc;

    History(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The position of the person's newest event that has taken effect in every table; empty if there is none. */
    OptionalLong newestPosition(String telegramId) {
        return jdbc.sql("select position from read_model.history where user_id = :user order by position desc limit 1")
                .param("user", telegramId)
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** What happened after a position, in order. */
    List<PastEvent> after(String telegramId, long position, int limit) {
        return jdbc.sql("""
                        select position, sequence, type, revision, occurred_at, data
                        from read_model.history
                        where user_id = :user and position > :after
                        order by position
                        limit :limit
                        """)
                .param("user", telegramId)
                .param("after", position)
                .param("limit", limit)
                .query((row, number) -> event(row))
                .list();
    }

    private static PastEvent event(ResultSet row) throws SQLException {
        return new PastEvent(
                row.getLong("position"),
                row.getLong("sequence"),
                row.getString("type"),
                row.getInt("revision"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                Json.MAPPER.readTree(row.getString("data")));
    }
}
