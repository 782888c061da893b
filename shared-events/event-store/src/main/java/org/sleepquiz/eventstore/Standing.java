package org.sleepquiz.eventstore;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Where a processor stands, all nodes together, by what they have written down.
 *
 * @param positions between the newest event and the slowest segment; lost races are counted, too
 * @param age of the oldest event that is not handled yet; zero if all are
 * @param gaps positions that the segment with the most of them still looks for
 */
public record Standing(long positions, Duration age, int gaps) {

    private record Row(
            long head, long position, int gaps, @Nullable OffsetDateTime waitingSince) {}

    /** The gauges of one scrape, and health, share a query. */
    private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);

    /**
     * Every segment writes its place down with each batch, and every 5 s when there is nothing to do for it.
     *
     * @param tokens the table of the side that the processor is of
     * @return reads the newest when it is asked, once a second at most
     */
    public static Supplier<Standing> of(String processor, String tokens, JdbcClient jdbc, Clock clock) {
        LoadingCache<String, Standing> read =
                Caffeine.newBuilder().expireAfterWrite(READ_AGAIN_AFTER).build(name -> read(name, tokens, jdbc, clock));
        return () -> read.get(processor);
    }

    private static Standing read(String processor, String tokens, JdbcClient jdbc, Clock clock) {
        Row row = jdbc.sql("""
                        with slowest as (
                            select coalesce(min(coalesce((token::json ->> 'index')::bigint, -1)), -1) as position,
                                   coalesce(max(json_array_length(token::json -> 'gaps')), 0) as gaps
                            from %s
                            where processor_name = :processor
                        )
                        select slowest.position, slowest.gaps,
                               (select coalesce(max(global_index), -1) from event_store.domain_event_entry) as head,
                               (select event.time_stamp
                                from event_store.domain_event_entry event
                                where event.global_index > slowest.position
                                order by event.global_index
                                limit 1) as waiting_since
                        from slowest
                        """.formatted(tokens))
                .param("processor", processor)
                .query(Row.class)
                .single();
        Instant now = clock.instant();
        Duration age = row.waitingSince() == null
                ? Duration.ZERO
                : Duration.between(row.waitingSince().toInstant(), now);
        return new Standing(
                Math.max(0, row.head() - row.position()), age.isNegative() ? Duration.ZERO : age, row.gaps());
    }
}
