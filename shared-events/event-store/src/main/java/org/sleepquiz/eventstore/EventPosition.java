package org.sleepquiz.eventstore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Positions in the log: what a reader of a read model waits for to see its own write. Those of this node's appends are
 * remembered for a while, so that a command costs no look-up.
 */
public final class EventPosition {

    private static final int MOST_REMEMBERED = 20_000;

    private final JdbcClient jdbc;
    private final Cache<String, Long> remembered =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    /**
     * The own indexes of events that were read after later ones, because they were committed after them: the token of such an event
     * tells how far the reader had come already. Kept for as long as the token is used.
     */
    private final Cache<TrackingToken, Long> overtaken =
            Caffeine.newBuilder().weakKeys().build();

    EventPosition(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    /** The global index of the event that came with this token from this node's log. */
    public long of(TrackingToken token) {
        TrackingToken own = WrappedToken.unwrapUpperBound(token);
        Long index = overtaken.getIfPresent(own);
        return index == null ? own.position().orElseThrow() : index;
    }

    void overtaken(TrackingToken token, long index) {
        overtaken.put(token, index);
    }

    private record End(String eventIdentifier, long globalIndex) {}

    /**
     * The global index of the user's newest event that this node has appended or looked up, empty for a user who has none. Another
     * node may have appended since.
     */
    public OptionalLong ofUser(String telegramId) {
        Long position = remembered.getIfPresent(telegramId);
        return position == null
                ? end(telegramId).map(End::globalIndex).map(OptionalLong::of).orElseGet(OptionalLong::empty)
                : OptionalLong.of(position);
    }

    /**
     * Whether the user's stream ends with that event, by the log itself.
     *
     * @param eventIdentifier null for no event at all
     */
    public boolean endsWith(String telegramId, @Nullable String eventIdentifier) {
        return end(telegramId).map(End::eventIdentifier).equals(Optional.ofNullable(eventIdentifier));
    }

    private Optional<End> end(String telegramId) {
        Optional<End> end =
                jdbc.sql("""
                        select event_identifier, global_index
                        from event_store.domain_event_entry
                        where aggregate_identifier = :user
                        order by sequence_number desc
                        limit 1
                        """).param("user", telegramId).query(End.class).optional();
        end.ifPresentOrElse(found -> reached(telegramId, found.globalIndex()), () -> forget(telegramId));
        return end;
    }

    /** Remembers a position; of two, the later one in the log. */
    void reached(String telegramId, long position) {
        remembered.asMap().merge(telegramId, position, Math::max);
    }

    /** For one who was erased: nothing of theirs is there to be waited for. */
    void forget(String telegramId) {
        remembered.invalidate(telegramId);
    }
}
