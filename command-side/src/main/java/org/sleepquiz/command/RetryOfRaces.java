package org.sleepquiz.command;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.gateway.RetryScheduler;
import org.axonframework.modelling.command.ConcurrencyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a command that lost a race for the next place in a person's stream try again, after a pause that grows and is drawn by
 * lot, so that losers do not meet again. Nothing else is tried again: what failed for another reason fails to the client,
 * which knows whether it can wait.
 */
final class RetryOfRaces implements RetryScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(RetryOfRaces.class);

    /** Sixteen nodes that race for one person at once are all through by then. */
    private static final int MOST_ATTEMPTS = 16;

    private static final long FIRST_PAUSE_MILLIS = 4;
    private static final long LONGEST_PAUSE_MILLIS = 256;

    private final Executor executor;

    RetryOfRaces(Executor executor) {
        this.executor = executor;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Axon declares it
    public boolean scheduleRetry(
            CommandMessage command,
            RuntimeException lastFailure,
            List<Class<? extends Throwable>[]> failures,
            Runnable dispatch) {
        int attempts = failures.size();
        if (!isLostRace(lastFailure)) {
            return false;
        }
        if (attempts >= MOST_ATTEMPTS) {
            LOG.warn("event=race_lost_for_good command={} attempts={}", command.getCommandName(), attempts);
            return false;
        }
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempts, 16));
        long pause = ThreadLocalRandom.current().nextLong(1, longest + 1);
        try {
            CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, executor)
                    .execute(dispatch);
            return true;
        } catch (RejectedExecutionException shuttingDown) {
            LOG.info("event=race_not_retried reason=shutting_down command={}", command.getCommandName());
            return false;
        }
    }

    private static boolean isLostRace(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConcurrencyException) {
                return true;
            }
        }
        return false;
    }
}
