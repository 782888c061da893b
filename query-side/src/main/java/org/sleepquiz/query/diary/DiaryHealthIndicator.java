package org.sleepquiz.query.diary;

import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Down when the diary is not being written: the processor stands still, cannot reach the log, or fails on an event. */
final class DiaryHealthIndicator extends AbstractHealthIndicator {

    private final EventProcessingConfiguration processing;
    private final FailingEvents failing;

    DiaryHealthIndicator(EventProcessingConfiguration processing, FailingEvents failing) {
        super("The state of the diary's processor cannot be read");
        this.processing = processing;
        this.failing = failing;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        EventProcessor processor = processing.eventProcessor(Diary.GROUP).orElseThrow();
        boolean running = processor.isRunning();
        boolean error = processor.isError();
        int failingEvents = failing.count();
        health.status(running && !error && failingEvents == 0 ? "UP" : "DOWN")
                .withDetail("running", running)
                .withDetail("retrying", error)
                .withDetail("failingEvents", failingEvents);
    }
}
