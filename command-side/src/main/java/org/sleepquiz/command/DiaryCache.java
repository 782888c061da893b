package org.sleepquiz.command;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Objects;
import org.axonframework.common.Registration;
import org.axonframework.eventsourcing.AggregateCacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * The diaries of the people who wrote lately. An entry may be older than the log, for another node may have appended since, or
 * erased the person: the append, which names the last event of the diary that it was decided on, then loses its race, the entry is
 * dropped, and the command is decided again on the diary as it is.
 *
 * <p>Bounded by what diaries weigh, because one of ten years is a thousand times one of a day.
 */
final class DiaryCache implements org.axonframework.common.caching.Cache {

    /** A diary without nights, in nights. */
    private static final int WEIGHT_OF_A_PERSON = 4;

    /** A night: a start, ten answers and a completion. Prompts weigh too although they leave nothing behind: rather too much. */
    private static final int EVENTS_PER_NIGHT = 12;

    private static final Duration KEPT = Duration.ofMinutes(30);

    private final Cache<Object, Object> diaries;

    /** @param nights how many to keep at most; a night takes about half a kilobyte */
    DiaryCache(long nights) {
        diaries = Caffeine.newBuilder()
                .maximumWeight(nights)
                .weigher((key, entry) -> weight(entry))
                .expireAfterAccess(KEPT)
                .build();
    }

    private static int weight(Object entry) {
        // the entry keeps the aggregate as it is, and needs nothing to give it back
        Long version = ((AggregateCacheEntry<?>) entry)
                .recreateAggregate(null, null, null)
                .version();
        return WEIGHT_OF_A_PERSON + (version == null ? 0 : Math.toIntExact(version / EVENTS_PER_NIGHT));
    }

    @Override
    @SuppressWarnings("unchecked") // as the interface has it
    public <K, V> @Nullable V get(K key) {
        return (V) diaries.getIfPresent(key);
    }

    @Override
    public void put(Object key, Object value) {
        diaries.put(key, value);
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        return diaries.asMap().putIfAbsent(key, value) == null;
    }

    @Override
    public boolean remove(Object key) {
        return Objects.nonNull(diaries.asMap().remove(key));
    }

    @Override
    public void removeAll() {
        diaries.invalidateAll();
    }

    @Override
    public boolean containsKey(Object key) {
        return diaries.asMap().containsKey(key);
    }

    /** Nobody listens: the repository that uses this cache has no need to. */
    @Override
    public Registration registerCacheEntryListener(EntryListener listener) {
        throw new UnsupportedOperationException("a diary that is dropped is not told of");
    }
}
