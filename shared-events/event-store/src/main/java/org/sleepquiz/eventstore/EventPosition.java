package org.sleepquiz.eventstore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
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
    private final PersonKeys keys;
    private final Cache<String, Long> remembered =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    /**
     * The own indexes of events that were read after later ones, because they were committed after them: the token of such an event
     * tells how far the reader had come already. Kept for as long as the token is used.
     */
    private final Cache<TrackingToken, Long> overtaken =
            Caffeine.newBuilder().weakKeys().build();

    EventPosition(DataSource dataSource, PersonKeys keys) {
        this.jdbc = JdbcClient.create(dataSource);
        this.keys = keys;
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

    private record End(
            long sequenceNumber, long globalIndex, @Nullable UUID keyId) {}

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
     * Whether the user's stream ends with that event, by the log itself, and is the one that this node knows: whoever was erased and
     * has come back may have got as far again.
     *
     * @param sequenceNumber of the event; -1 for none at all
     */
    public boolean endsWith(String telegramId, long sequenceNumber) {
        Optional<End> end = end(telegramId);
        Optional<UUID> known = keys.remembered(telegramId).map(PersonKey::id);
        boolean isAnother = known.isPresent() && !known.equals(end.map(End::keyId));
        if (isAnother) {
            keys.forget(telegramId);
        }
        return !isAnother && end.map(End::sequenceNumber).orElse(-1L) == sequenceNumber;
    }

    private Optional<End> end(String telegramId) {
        Optional<End> end =
                jdbc.sql("""
                        select sequence_number, global_index,
                               (select key_id from event_store.person_key where person = :user) as key_id
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
