package org.sleepquiz.bot.inbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Handles what lies in the inbox: a dispatcher claims updates and gives them to a bounded number of workers. It looks again
 * at once when it is {@link #wake woken}, and every {@link Settings#look} for what another node has kept or what was put off.
 */
public class InboxWorkers implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(InboxWorkers.class);

    /**
     * @param workers how many updates are handled side by side
     * @param look how often to look without being woken
     * @param tries after how many failures an update is parked
     * @param failure pauses between failures
     * @param outage pauses while somebody else is down
     * @param keepDone for how long a handled update is known; over a day, after which Telegram does not redeliver, and under a
     *     week, after which it may choose ids anew
     * @param drain how long stopping waits for what is being handled
     */
    public record Settings(
            int workers,
            Duration look,
            int tries,
            BackOff failure,
            BackOff outage,
            Duration keepDone,
            Duration drain) {}

    private static final Duration CLEANING = Duration.ofHours(1);

    private final Inbox inbox;
    private final UpdateHandler handler;
    private final Settings settings;
    private final Clock clock;
    private final Counter handled;
    private final Counter postponed;
    private final Counter failed;
    private final Counter parked;

    private final Semaphore signal = new Semaphore(0);
    private final Semaphore free;
    private final Set<UUID> held = ConcurrentHashMap.newKeySet(); // claims of what is being handled
    private @Nullable ExecutorService pool;
    private @Nullable ScheduledExecutorService holding;
    private @Nullable Thread dispatcher;
    private volatile boolean running;
    private Instant cleanAt = Instant.MIN;

    public InboxWorkers(Inbox inbox, UpdateHandler handler, Settings settings, MeterRegistry meters, Clock clock) {
        this.inbox = inbox;
        this.handler = handler;
        this.settings = settings;
        this.clock = clock;
        this.free = new Semaphore(settings.workers());
        this.handled = outcome(meters, "done");
        this.postponed = outcome(meters, "postponed");
        this.failed = outcome(meters, "failed");
        this.parked = outcome(meters, "parked");
    }

    private static Counter outcome(MeterRegistry meters, String outcome) {
        return Counter.builder("sleepquiz.bot.inbox.handled")
                .description("Attempts to handle an update, by how they ended")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** There is something new in the inbox. */
    public void wake() {
        signal.release();
    }

    @Override
    public synchronized void start() {
        AtomicInteger number = new AtomicInteger();
        pool = Executors.newFixedThreadPool(
                settings.workers(), task -> new Thread(task, "inbox-worker-" + number.incrementAndGet()));
        running = true;
        dispatcher = new Thread(this::dispatch, "inbox-dispatcher");
        dispatcher.start();
        long third = Inbox.CLAIM.toMillis() / 3;
        holding = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "inbox-claims"));
        holding.scheduleWithFixedDelay(this::hold, third, third, TimeUnit.MILLISECONDS);
    }

    private void hold() {
        try {
            inbox.extend(List.copyOf(held));
        } catch (RuntimeException unavailable) { // an exception would end the schedule; a claim bears two failures
            LOG.warn(
                    "event=claims-not-extended cause={}", unavailable.getClass().getSimpleName());
        }
    }

    /** Claims nothing more, and waits for what is being handled. */
    @Override
    public synchronized void stop() {
        if (!running || dispatcher == null || pool == null) {
            return;
        }
        running = false;
        signal.release();
        try {
            dispatcher.join(settings.drain().toMillis());
            pool.shutdown();
            if (!pool.awaitTermination(settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("event=inbox-not-drained after={}", settings.drain());
                pool.shutdownNow(); // whatever is cut off here stays in the inbox and is handled after the restart
            }
        } catch (InterruptedException hurried) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            if (holding != null) {
                holding.shutdownNow();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the poll loop when stopping: nothing new is let in while the rest is finished. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 1;
    }

    private void dispatch() {
        int troubles = 0;
        while (running) {
            try {
                cleanNowAndThen();
                boolean more = claimOne();
                troubles = 0;
                if (!more) {
                    awaitSignal(settings.look());
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (Throwable unexpected) { // the database is away, most likely; the dispatcher must outlive it
                LOG.warn(
                        "event=inbox-unavailable cause={}",
                        unexpected.getClass().getSimpleName());
                pause(settings.outage().after(troubles++));
            }
        }
    }

    /** False if there is nothing to do now. */
    private boolean claimOne() throws InterruptedException {
        free.acquire();
        boolean handedOn = false;
        try {
            Optional<KeptUpdate> next = running ? inbox.claim() : Optional.empty();
            if (next.isEmpty() || pool == null) {
                return false;
            }
            held.add(next.get().claim());
            pool.execute(() -> work(next.get()));
            handedOn = true;
            return true;
        } finally {
            if (!handedOn) {
                free.release();
            }
        }
    }

    private void work(KeptUpdate update) {
        try {
            attempt(update);
        } catch (
                Throwable
                        unexpected) { // the outcome could not be written: the claim runs out and the update comes again
            LOG.error(
                    "event=inbox-outcome-lost update={} cause={}",
                    update.incoming().updateId(),
                    unexpected.getClass().getSimpleName());
        } finally {
            held.remove(update.claim());
            free.release();
            signal.release();
        }
    }

    private void attempt(KeptUpdate update) {
        Outcome outcome;
        try {
            outcome = handler.handle(update);
        } catch (Throwable cause) {
            fail(update, cause);
            return;
        }
        if (outcome instanceof Outcome.Done done) {
            inbox.done(update, done);
            handled.increment();
        } else if (outcome instanceof Outcome.TryAgain again) {
            Duration pause = settings.outage().after(update.postponed());
            if (again.pause() != null && again.pause().compareTo(pause) > 0) {
                pause = again.pause();
            }
            inbox.postpone(update, again.reason(), pause);
            postponed.increment();
        }
    }

    private void fail(KeptUpdate update, Throwable cause) {
        String code = cause.getClass().getSimpleName();
        long id = update.incoming().updateId();
        if (update.attempts() + 1 < settings.tries()) {
            LOG.warn("event=update-failed update={} attempt={} cause={}", id, update.attempts() + 1, code, cause);
            inbox.failed(update, code, settings.failure().after(update.attempts()));
            failed.increment();
            return;
        }
        LOG.error("event=update-parked update={} attempts={} cause={}", id, update.attempts() + 1, code, cause);
        try {
            handler.gaveUp(update, cause);
        } catch (RuntimeException unheard) { // parked all the same
            LOG.warn(
                    "event=parked-untold update={} cause={}",
                    id,
                    unheard.getClass().getSimpleName());
        }
        inbox.park(update, code);
        parked.increment();
    }

    private void cleanNowAndThen() {
        Instant now = clock.instant();
        if (now.isBefore(cleanAt)) {
            return;
        }
        int forgotten = inbox.forgetDoneBefore(now.minus(settings.keepDone()));
        cleanAt = now.plus(CLEANING);
        if (forgotten > 0) {
            LOG.info("event=inbox-cleaned rows={}", forgotten);
        }
    }

    private void awaitSignal(Duration longest) throws InterruptedException {
        if (signal.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            signal.drainPermits();
        }
    }

    private void pause(Duration pause) {
        try {
            awaitSignal(pause);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
