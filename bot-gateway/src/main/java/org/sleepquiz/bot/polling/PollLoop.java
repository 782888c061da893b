package org.sleepquiz.bot.polling;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.bot.telegram.Telegram.Updates;
import org.sleepquiz.bot.telegram.TelegramFailure;
import org.sleepquiz.bot.telegram.TelegramFailure.Conflict;
import org.sleepquiz.bot.telegram.TelegramFailure.Refused;
import org.sleepquiz.bot.telegram.TelegramFailure.TooManyRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/**
 * The one thread that fetches updates. It tells Telegram that a batch has arrived (by the next call's offset) only after
 * the batch is committed in the inbox; what is fetched twice the inbox knows. Whatever goes wrong is counted, shown in
 * health and followed by the next attempt.
 */
public class PollLoop implements SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);

    /**
     * @param hold how long Telegram holds a call that has nothing to bring
     * @param failure pauses between failed calls
     * @param conflict pauses while somebody else polls with our token
     */
    public record Settings(Duration hold, BackOff failure, BackOff conflict) {}

    /** After a week without updates Telegram may choose ids below our offset: before that, we ask without one. */
    private static final Duration OFFSET_HOLDS = Duration.ofDays(6);

    private static final Duration STANDBY = Duration.ofSeconds(2);
    private static final Duration STOPPING = Duration.ofSeconds(15);

    private static final List<String> REASONS =
            List.of("throttled", "conflict", "wrong-token", "refused", "unreachable", "unexpected");

    private enum State {
        STOPPED,
        STARTING,
        POLLING,
        STANDBY,
        CONFLICT,
        REFUSED,
        THROTTLED,
        FAILING
    }

    private final Telegram telegram;
    private final Inbox inbox;
    private final PollerLease lease;
    private final Consumer<List<Incoming>> arrived;
    private final Settings settings;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Counter stored;
    private final Counter repeated;
    private final Counter ignored;

    private @Nullable Thread thread;
    private @Nullable ScheduledExecutorService renewal;
    private CountDownLatch stopping = new CountDownLatch(0);
    private volatile State state = State.STOPPED;
    private OptionalLong offset = OptionalLong.empty();
    private Instant lastUpdates;
    private int failures;

    /** @param arrived told what has been stored for the first time */
    public PollLoop(
            Telegram telegram,
            Inbox inbox,
            PollerLease lease,
            Consumer<List<Incoming>> arrived,
            Settings settings,
            MeterRegistry meters,
            Clock clock) {
        this.telegram = telegram;
        this.inbox = inbox;
        this.lease = lease;
        this.arrived = arrived;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.lastUpdates = clock.instant();
        this.stored = updates("stored");
        this.repeated = updates("repeated");
        this.ignored = updates("ignored");
        // counted from zero on, so that the first one is an increase
        REASONS.forEach(this::failed);
    }

    private Counter updates(String outcome) {
        return Counter.builder("sleepquiz.bot.updates")
                .description("Updates fetched from Telegram, by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    private Counter failed(String reason) {
        return Counter.builder("sleepquiz.bot.polls.failed")
                .description("Polls that failed, by why")
                .tag("reason", reason)
                .register(meters);
    }

    @Override
    public synchronized void start() {
        stopping = new CountDownLatch(1);
        state = State.STARTING;
        thread = new Thread(this::run, "telegram-poll");
        thread.start();
        long pause = PollerLease.RENEWAL.toMillis();
        renewal = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "poller-lease"));
        renewal.scheduleWithFixedDelay(this::renewLease, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void renewLease() {
        try {
            lease.renew();
        } catch (RuntimeException unavailable) { // an exception would end the schedule
            LOG.warn("event=lease-not-renewed cause={}", unavailable.getClass().getSimpleName());
        }
    }

    @Override
    public synchronized void stop() {
        if (thread == null || renewal == null) {
            return;
        }
        stopping.countDown();
        renewal.shutdown();
        thread.interrupt();
        try {
            thread.join(STOPPING.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return state != State.STOPPED;
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void run() {
        boolean webhookEnded = false;
        while (!isStopping()) {
            try {
                if (!lease.hold()) {
                    state = State.STANDBY;
                    pause(STANDBY);
                    continue;
                }
                if (!webhookEnded) {
                    telegram.endWebhook();
                    webhookEnded = true;
                }
                poll();
                state = State.POLLING;
                failures = 0;
            } catch (InterruptedException stopped) {
                break; // only stop() interrupts
            } catch (Throwable unexpected) { // also errors: a poll loop that dies makes a bot that is silent for ever
                recover(unexpected);
            }
        }
        end();
    }

    private void poll() throws InterruptedException {
        if (lastUpdates.plus(OFFSET_HOLDS).isBefore(clock.instant())) {
            offset = OptionalLong.empty();
        }
        Updates updates = telegram.updates(offset, settings.hold());
        ignored.increment(updates.ignored());
        List<Incoming> fresh = updates.incoming().isEmpty() ? List.of() : inbox.keep(updates.incoming());
        // only from here on may Telegram forget them
        if (updates.next().isPresent()) {
            offset = updates.next();
            lastUpdates = clock.instant();
        }
        stored.increment(fresh.size());
        repeated.increment(updates.incoming().size() - fresh.size());
        if (!fresh.isEmpty()) {
            arrived.accept(fresh);
        }
    }

    private void recover(Throwable failure) {
        if (isStopping()) {
            return;
        }
        BackOff backOff = settings.failure();
        Duration pause;
        String reason;
        if (failure instanceof TooManyRequests throttled) {
            state = State.THROTTLED;
            reason = "throttled";
            pause = throttled.retryAfter();
        } else {
            if (failure instanceof Conflict) {
                state = State.CONFLICT;
                reason = "conflict";
                backOff = settings.conflict();
            } else if (failure instanceof Refused refused) {
                state = State.REFUSED;
                reason = refused.isWrongToken() ? "wrong-token" : "refused";
                backOff = settings.conflict();
            } else if (failure instanceof TelegramFailure) {
                state = State.FAILING;
                reason = "unreachable";
            } else {
                state = State.FAILING;
                reason = "unexpected";
            }
            pause = backOff.after(failures++);
        }
        failed(reason).increment();
        // a TelegramFailure's message is ours and clean; of anything else only the class is told
        LOG.warn(
                "event=poll-failed reason={} pause={} detail=\"{}\"",
                reason,
                pause,
                failure instanceof TelegramFailure
                        ? failure.getMessage()
                        : failure.getClass().getName());
        try {
            pause(pause);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt(); // the loop's condition sees that we stop
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end() {
        Thread.interrupted(); // the interruption has done its work, and would break the last statement
        try {
            lease.release();
        } catch (RuntimeException unreleased) { // it runs out by itself
            LOG.info("event=lease-not-released cause={}", unreleased.getClass().getSimpleName());
        }
        state = State.STOPPED;
    }

    @Override
    public Health health() {
        State now = state;
        Health.Builder health = switch (now) {
            case POLLING, STANDBY, STARTING -> Health.up();
            case STOPPED, CONFLICT, REFUSED, THROTTLED, FAILING -> Health.down();
        };
        return health.withDetail("poller", now.name()).build();
    }
}
