package org.sleepquiz.query.diary;

import java.time.Duration;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.sleepquiz.query.letters.Letters;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down when the diary is not being written: the processor stands still or cannot reach the log. Degraded, which is answered with
 * 200, when something of it is missing or late: dead letters, events that fail, a lag.
 */
final class DiaryHealthIndicator extends AbstractHealthIndicator {

    private final EventProcessingConfiguration processing;
    private final FailingEvents failing;
    private final DiaryLag lag;
    private final Letters letters;
    private final Duration laggingAfter;

    DiaryHealthIndicator(
            EventProcessingConfiguration processing,
            FailingEvents failing,
            DiaryLag lag,
            Letters letters,
            Duration laggingAfter) {
        super("The state of the diary cannot be read");
        this.processing = processing;
        this.failing = failing;
        this.lag = lag;
        this.letters = letters;
        this.laggingAfter = laggingAfter;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        EventProcessor processor = processing.eventProcessor(Diary.GROUP).orElseThrow();
        boolean running = processor.isRunning();
        boolean error = processor.isError();
        int failingEvents = failing.count();
        Duration behind = lag.age();
        boolean lagging = behind.compareTo(laggingAfter) > 0;
        long deadLetters = letters.open();
        boolean degraded = failingEvents > 0 || lagging || deadLetters > 0;
        health.status(running && !error ? degraded ? "DEGRADED" : "UP" : "DOWN")
                .withDetail("running", running)
                .withDetail("retrying", error)
                .withDetail("failingEvents", failingEvents)
                .withDetail("lagSeconds", behind.toSeconds())
                .withDetail("lagging", lagging)
                .withDetail("deadLetters", deadLetters);
    }
}
