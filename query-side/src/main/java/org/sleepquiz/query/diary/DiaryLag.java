package org.sleepquiz.query.diary;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.sleepquiz.eventstore.Standing;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Measures how far the diary is behind the log, all nodes together, what this node does for it, and what may keep it there. */
final class DiaryLag {

    /** By the name that it has for whoever looks along {@code search_path}: a rebuild puts another in its place. */
    private static final String TOKENS = "token_entry";

    private final EventProcessingConfiguration processing;
    private final JdbcClient jdbc;
    private final Supplier<Standing> standing;

    DiaryLag(
            EventProcessingConfiguration processing,
            JdbcClient jdbc,
            Clock clock,
            FailingEvents failing,
            MeterRegistry meters) {
        this.processing = processing;
        this.jdbc = jdbc;
        this.standing = Standing.of(Diary.GROUP, TOKENS, jdbc, clock);
        Gauge.builder("sleepquiz.diary.lag", () -> standing.get().positions())
                .description(
                        "Positions between the log's newest event and the slowest segment, whichever node follows it")
                .baseUnit("positions")
                .register(meters);
        Gauge.builder("sleepquiz.diary.lag.seconds", () -> age().toMillis() / 1_000.0)
                .description("Age of the oldest event that this slowest segment has not come to; 0 if there is none")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("sleepquiz.diary.gaps", () -> standing.get().gaps())
                .description("Positions that were passed over because nothing stood there yet, and are looked at again")
                .register(meters);
        Gauge.builder(
                        "sleepquiz.diary.segments",
                        () -> diary().processingStatus().size())
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

    /** Of the oldest event that was not yet projected; zero if there is none. */
    Duration age() {
        return standing.get().age();
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
}
