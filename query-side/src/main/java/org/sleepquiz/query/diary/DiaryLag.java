package org.sleepquiz.query.diary;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;

/** Measures how far this node's part of the diary is behind the log. */
final class DiaryLag {

    DiaryLag(
            EventProcessingConfiguration processing,
            EventStorageEngine engine,
            FailingEvents failing,
            MeterRegistry meters) {
        Gauge.builder("sleepquiz.diary.lag", () -> lag(diary(processing), engine))
                .description("Positions between the log's newest event and the slowest segment on this node")
                .baseUnit("positions")
                .register(meters);
        Gauge.builder(
                        "sleepquiz.diary.segments",
                        () -> diary(processing).processingStatus().size())
                .description("Segments that this node follows; the sum over all nodes must be what was configured")
                .register(meters);
        Gauge.builder("sleepquiz.diary.failing.events", failing::count)
                .description("Events that failed on this node and wait for another try")
                .register(meters);
    }

    private static StreamingEventProcessor diary(EventProcessingConfiguration processing) {
        return processing
                .eventProcessor(Diary.GROUP, StreamingEventProcessor.class)
                .orElseThrow();
    }

    /** 0 if this node follows no segment. */
    private static long lag(StreamingEventProcessor diary, EventStorageEngine engine) {
        long head = position(engine.createHeadToken());
        long slowest = diary.processingStatus().values().stream()
                .mapToLong(segment -> segment.getCurrentPosition().orElse(-1))
                .min()
                .orElse(head);
        return Math.max(0, head - slowest);
    }

    private static long position(@Nullable TrackingToken token) {
        return token == null ? -1 : token.position().orElse(-1);
    }
}
