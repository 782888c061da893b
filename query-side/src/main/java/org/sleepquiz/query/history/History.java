package org.sleepquiz.query.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.sleepquiz.messages.Json;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks up what happened to a person, and how far that is known. */
@Component
public class History {

    /** Rows that the driver holds while all are read. */
    private static final int AT_ONCE = 500;

    private final JdbcClient jdbc;

    History(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The position of the person's newest event that has taken effect in every table; empty if there is none. */
    OptionalLong newestPosition(String telegramId) {
        return jdbc.sql("select position from history where user_id = :user order by position desc limit 1")
                .param("user", telegramId)
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** What happened after a position, in order, as far as it was recorded in that time. */
    List<PastEvent> after(String telegramId, long position, Instant from, Instant to, int limit) {
        return jdbc.sql("""
                        select position, sequence, type, revision, occurred_at, data, actor, via, trace_id
                        from history
                        where user_id = :user and position > :after and occurred_at >= :from and occurred_at < :to
                        order by position
                        limit :limit
                        """)
                .param("user", telegramId)
                .param("after", position)
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, number) -> event(row))
                .list();
    }

    /** All that happened, in order, as it comes from the database; to be closed, and read in one transaction. */
    public Stream<PastEvent> all(String telegramId) {
        return before(telegramId, Instants.LATEST);
    }

    /** All that was recorded before an instant, like {@link #all}. */
    public Stream<PastEvent> before(String telegramId, Instant end) {
        return jdbc
                .sql("""
                        select position, sequence, type, revision, occurred_at, data, actor, via, trace_id
                        from history
                        where user_id = :user and occurred_at < :end
                        order by position
                        """)
                .withFetchSize(AT_ONCE)
                .param("user", telegramId)
                .param("end", end.atOffset(ZoneOffset.UTC))
                .query((row, number) -> event(row))
                .stream();
    }

    private static PastEvent event(ResultSet row) throws SQLException {
        return new PastEvent(
                row.getLong("position"),
                row.getLong("sequence"),
                row.getString("type"),
                row.getInt("revision"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                Json.MAPPER.readTree(row.getString("data")),
                row.getString("actor"),
                row.getString("via"),
                row.getString("trace_id"));
    }
}
