package org.sleepquiz.bot.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Handles what lies in the inbox: a dispatcher claims the turns of many users at once and gives each to a worker of its own. It
 * looks again at once when {@link #arrived something has arrived}, and every {@link Settings#look} for what another node has
 * kept or what was put off.
 */
public class InboxWorkers implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(InboxWorkers.class);

    /**
     * @param workers how many users' updates are handled side by side
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

    /** The most updates of a user in one turn, so that a flood of one person's is not claimed as a whole. */
    private static final int TURN = 20;

    private final Inbox inbox;
    private final TurnHandling handling;
    private final Settings settings;
    private final Clock clock;

    private final Semaphore signal = new Semaphore(0);
    private final Semaphore free;
    private final Queue<Long> arrivals =
            new ConcurrentLinkedQueue<>(); // users of whom something came since the last claim
    private final Map<UUID, TurnAtWork> byClaim = new ConcurrentHashMap<>();
    private final Map<Long, TurnAtWork> byUser = new ConcurrentHashMap<>();
    private @Nullable ExecutorService pool;
    private @Nullable ScheduledExecutorService holding;
    private @Nullable Thread dispatcher;
    private volatile boolean running;
    private Instant cleanAt = Instant.MIN;

    public InboxWorkers(Inbox inbox, UpdateHandler handler, Settings settings, MeterRegistry meters, Clock clock) {
        this.inbox = inbox;
        this.handling = new TurnHandling(inbox, handler, settings, meters);
        this.settings = settings;
        this.clock = clock;
        this.free = new Semaphore(settings.workers());
    }

    private static final class TurnAtWork {
        private final Turn turn;
        private volatile Instant heldUntil;
        private volatile boolean moreWaits; // set within an operation on the map by user

        TurnAtWork(Turn turn, Instant heldUntil) {
            this.turn = turn;
            this.heldUntil = heldUntil;
            this.moreWaits = turn.updates().size() == TURN;
        }

        TurnAtWork moreHasCome() {
            moreWaits = true;
            return this;
        }
    }

    /** Something of these users is new in the inbox. */
    public void arrived(Collection<Long> users) {
        arrivals.addAll(users);
        wake();
    }

    /** Something may have become due. */
    void wake() {
        signal.release();
    }

    @Override
    public synchronized void start() {
        pool = WaitingThreads.upTo(settings.workers(), "inbox-worker-");
        running = true;
        dispatcher = new Thread(this::dispatch, "inbox-dispatcher");
        dispatcher.start();
        long third = Inbox.CLAIM.toMillis() / 3;
        holding = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "inbox-claims"));
        holding.scheduleWithFixedDelay(this::hold, third, third, TimeUnit.MILLISECONDS);
    }

    private void hold() {
        try {
            Instant until = clock.instant().plus(Inbox.CLAIM);
            Set<UUID> extended = Set.copyOf(inbox.extend(List.copyOf(byClaim.keySet())));
            byClaim.values().stream()
                    .filter(work -> extended.contains(work.turn.claim()))
                    .forEach(work -> work.heldUntil = until);
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
                boolean more = claim();
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

    /** Claims as many turns as there are free workers; false if there is nothing more to do now. */
    private boolean claim() throws InterruptedException {
        free.acquire();
        int wanted = 1 + free.drainPermits();
        int handedOn = 0;
        try {
            if (!running || pool == null) {
                return false;
            }
            List<Long> expected = drained(arrivals);
            Instant until = clock.instant().plus(Inbox.CLAIM);
            List<Turn> turns = inbox.claim(wanted, TURN);
            Set<Long> users = new HashSet<>();
            for (Turn turn : turns) {
                TurnAtWork work = new TurnAtWork(turn, until);
                users.add(turn.userId());
                byClaim.put(turn.claim(), work);
                byUser.put(turn.userId(), work);
                pool.execute(() -> work(work));
                handedOn++;
            }
            // what came while its user's turn was at work is looked for when that ends; if it has ended by now, at once
            boolean missed = expected.stream()
                    .filter(user -> !users.contains(user))
                    .anyMatch(user -> byUser.computeIfPresent(user, (same, work) -> work.moreHasCome()) == null);
            return turns.size() == wanted || missed;
        } finally {
            free.release(wanted - handedOn);
        }
    }

    private static List<Long> drained(Queue<Long> queue) {
        List<Long> all = new ArrayList<>();
        for (Long next = queue.poll(); next != null; next = queue.poll()) {
            all.add(next);
        }
        return all;
    }

    private void work(TurnAtWork work) {
        boolean finished = false;
        try {
            finished = handling.handle(work.turn, () -> clock.instant().isBefore(work.heldUntil), () -> running);
        } catch (
                Throwable
                        unexpected) { // an outcome could not be written: the claim runs out and the update comes again
            LOG.error(
                    "event=inbox-outcome-lost updates={} cause={}",
                    work.turn.updates().size(),
                    unexpected.getClass().getSimpleName());
        } finally {
            byClaim.remove(work.turn.claim());
            byUser.remove(work.turn.userId(), work); // not its successor
            free.release();
            if (work.moreWaits || !finished) {
                wake();
            }
        }
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
