package org.sleepquiz.query.letters;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Tries letters again when they are due, on every node: whoever comes first has them. All are due when a node starts, as it may be
 * of a version that can take them. While versions are mixed an older node may try first, in vain; the last one to start is new.
 */
@Component
class Rounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final int PEOPLE_AT_ONCE = 100;
    private static final long CLOSING_SECONDS = 10;

    private final Letters letters;
    private final Redelivery redelivery;
    private final LetterProperties properties;
    private @Nullable ScheduledExecutorService thread;

    // of the thread alone
    private boolean begun;
    private boolean failing;

    Rounds(Letters letters, Redelivery redelivery, LetterProperties properties) {
        this.letters = letters;
        this.redelivery = redelivery;
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        CustomizableThreadFactory daemons = new CustomizableThreadFactory("letters-");
        daemons.setDaemon(true);
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(daemons);
        made.scheduleWithFixedDelay(this::round, 0, properties.look().toMillis(), TimeUnit.MILLISECONDS);
        thread = made;
    }

    private void round() {
        try {
            if (!begun) {
                letters.tryAllAgain();
                begun = true;
            }
            letters.due(PEOPLE_AT_ONCE).forEach(redelivery::ifDue);
            failing = false;
        } catch (RuntimeException failure) {
            // once; the next round tries again
            if (!failing) {
                failing = true;
                LOG.warn("event=letters_not_tried cause={}", Trouble.of(failure));
            }
        }
    }

    /** After the person whose letters are under way. */
    @Override
    public synchronized void stop() {
        if (thread == null) {
            return;
        }
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("event=letters_not_ended");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
