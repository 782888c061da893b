package org.sleepquiz.query.diary;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.stream.LongStream;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Measures how far the diary is behind the log, and what may keep it there: this node's part of it, and the parts that nobody
 * follows, as one that has failed and waits for its next try.
 */
final class DiaryLag {

    private final EventProcessingConfiguration processing;
    private final EventStorageEngine engine;
    private final JdbcClient jdbc;
    private final Clock clock;

    DiaryLag(
            EventProcessingConfiguration processing,
            EventStorageEngine engine,
            JdbcClient jdbc,
            Clock clock,
            FailingEvents failing,
            MeterRegistry meters) {
        this.processing = processing;
        this.engine = engine;
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("sleepquiz.diary.lag", this::positions)
                .description("Positions between the log's newest event and the slowest segment on this node or on none")
                .baseUnit("positions")
                .register(meters);
        Gauge.builder("sleepquiz.diary.lag.seconds", () -> seconds(age()))
                .description("Age of the oldest event that this slowest segment has not come to; 0 if there is none")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("sleepquiz.diary.gaps", this::gaps)
                .description("Positions that were passed over because nothing stood there yet, and are looked at again")
                .register(meters);
        Gauge.builder("sleepquiz.diary.segments", () -> segments().size())
                .description("Segments that this node follows; the sum over all nodes must be what was configured")
                .register(meters);
        Gauge.builder("sleepquiz.diary.running", () -> diary().isRunning() && !diary().isError() ? 1 : 0)
                .description("1 while this node's processor runs and reaches the log")
                .register(meters);
        Gauge.builder("sleepquiz.diary.failing.events", failing::count)
                .description(
                        "Events that failed on this node, are no dead letters, and keep their segment from going on")
                .register(meters);
        Gauge.builder("sleepquiz.log.longest.write", this::longestWrite)
                .description("Age of the oldest transaction in PostgreSQL that has changed the log and not ended;"
                        + " NaN if there is one that this role may not look at")
                .baseUnit("seconds")
                .register(meters);
    }

    private StreamingEventProcessor diary() {
        return processing
                .eventProcessor(Diary.GROUP, StreamingEventProcessor.class)
                .orElseThrow();
    }

    private Collection<EventTrackerStatus> segments() {
        return diary().processingStatus().values();
    }

    private long positions() {
        long head = position(engine.createHeadToken());
        return Math.max(0, head - slowest(head));
    }

    /** Of the oldest event that was not yet projected; zero if there is none. */
    Duration age() {
        return jdbc.sql("""
                        select time_stamp
                        from event_store.domain_event_entry
                        where global_index > :slowest
                        order by global_index
                        limit 1
                        """)
                .param("slowest", slowest(Long.MAX_VALUE))
                .query(OffsetDateTime.class)
                .optional()
                .map(appended -> Duration.between(appended.toInstant(), clock.instant()))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    /** @param none if there are no segments but those of other nodes, which measure them */
    private long slowest(long none) {
        LongStream here = segments().stream()
                .mapToLong(segment -> segment.getCurrentPosition().orElse(-1));
        LongStream nowhere = jdbc.sql("""
                        select coalesce((token::json ->> 'index')::bigint, -1)
                        from token_entry
                        where processor_name = :group and owner is null
                        """).param("group", Diary.GROUP).query(Long.class).list().stream()
                .mapToLong(Long::longValue);
        return LongStream.concat(here, nowhere).min().orElse(none);
    }

    private static long position(@Nullable TrackingToken token) {
        return token == null ? -1 : token.position().orElse(-1);
    }

    /** Of the segment that has most of them; all read the same log. */
    private long gaps() {
        return segments().stream()
                .map(segment -> WrappedToken.unwrapLowerBound(segment.getTrackingToken()))
                .filter(GapAwareTrackingToken.class::isInstance)
                .mapToLong(token -> ((GapAwareTrackingToken) token).getGaps().size())
                .max()
                .orElse(0);
    }

    /** By the database's clock, as only it knows when a transaction began. */
    private double longestWrite() {
        return jdbc.sql("""
                        select case when count(*) > count(xact_start) then 'NaN'
                                    else coalesce(extract(epoch from clock_timestamp() - min(xact_start)), 0)::float8 end
                        from pg_stat_activity
                        where pid in (select pid
                                      from pg_locks
                                      where relation = 'event_store.domain_event_entry'::regclass
                                        and database = (select oid from pg_database where datname = current_database())
                                        and mode = 'RowExclusiveLock' and granted)
                        """).query(Double.class).single();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
