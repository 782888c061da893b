package org.sleepquiz.bot.announcing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.telegram.TelegramFailure;
import org.sleepquiz.bot.telegram.TelegramFailure.Refused;
import org.sleepquiz.bot.telegram.TelegramFailure.TooManyRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Something that Telegram is told at the start, by a thread of its own, until it has heard. */
public abstract class Announcement implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    /** How far it has come. */
    public enum State {
        STOPPED,
        REGISTERING,
        REGISTERED,
        /** Telegram has heard and says no; it is told again. */
        REFUSED
    }

    private final String name;
    private final BackOff backOff;
    private CountDownLatch stopping = new CountDownLatch(0);
    private @Nullable Thread thread;
    private volatile State state = State.STOPPED;

    /** @param name of what is announced, for logs and the thread */
    protected Announcement(String name, BackOff backOff) {
        this.name = name;
        this.backOff = backOff;
    }

    /** @throws TelegramFailure if Telegram has not heard */
    protected abstract void announce();

    protected final State state() {
        return state;
    }

    @Override
    public final synchronized void start() {
        CountDownLatch end = new CountDownLatch(1);
        stopping = end;
        state = State.REGISTERING;
        thread = new Thread(() -> announceUntilHeard(end), name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public final synchronized void stop() {
        stopping.countDown();
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
        state = State.STOPPED;
    }

    @Override
    public final synchronized boolean isRunning() {
        return thread != null;
    }

    private void announceUntilHeard(CountDownLatch end) {
        for (int failures = 0; end.getCount() > 0; failures++) {
            try {
                announce();
                arrive(State.REGISTERED, end);
                return;
            } catch (TelegramFailure failure) {
                arrive(failure instanceof Refused ? State.REFUSED : State.REGISTERING, end);
                Duration pause =
                        failure instanceof TooManyRequests throttled ? throttled.retryAfter() : backOff.after(failures);
                LOG.warn("event={}-not-registered pause={} detail=\"{}\"", name, pause, failure.getMessage());
                try {
                    end.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private synchronized void arrive(State where, CountDownLatch end) {
        if (end.getCount() > 0) {
            state = where;
        }
    }
}
