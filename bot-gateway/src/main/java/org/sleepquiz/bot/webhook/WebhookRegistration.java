package org.sleepquiz.bot.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.bot.telegram.TelegramFailure;
import org.sleepquiz.bot.telegram.TelegramFailure.Refused;
import org.sleepquiz.bot.telegram.TelegramFailure.TooManyRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/**
 * Tells Telegram at the start where to deliver, until it has heard. Every gateway says the same, so it does not matter which is
 * heard last. A gateway that stops leaves the webhook alone: the others go on, and Telegram keeps what it cannot deliver.
 */
class WebhookRegistration implements SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookRegistration.class);

    private enum State {
        STOPPED,
        REGISTERING,
        REGISTERED,
        REFUSED
    }

    private final Telegram telegram;
    private final URI url;
    private final String secret;
    private final BackOff backOff;
    private CountDownLatch stopping = new CountDownLatch(0);
    private @Nullable Thread thread;
    private volatile State state = State.STOPPED;

    WebhookRegistration(Telegram telegram, URI url, String secret, BackOff backOff) {
        this.telegram = telegram;
        this.url = url;
        this.secret = secret;
        this.backOff = backOff;
    }

    /** Last of all: what Telegram then delivers finds the door open. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public synchronized void start() {
        CountDownLatch end = new CountDownLatch(1);
        stopping = end;
        state = State.REGISTERING;
        thread = new Thread(() -> register(end), "webhook-registration");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void stop() {
        stopping.countDown();
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
        state = State.STOPPED;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    private void register(CountDownLatch end) {
        for (int failures = 0; end.getCount() > 0; failures++) {
            try {
                telegram.setWebhook(url, secret);
                arrive(State.REGISTERED, end);
                return;
            } catch (TelegramFailure failure) {
                arrive(failure instanceof Refused ? State.REFUSED : State.REGISTERING, end);
                Duration pause =
                        failure instanceof TooManyRequests throttled ? throttled.retryAfter() : backOff.after(failures);
                LOG.warn("event=webhook-not-registered pause={} detail=\"{}\"", pause, failure.getMessage());
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

    @Override
    public Health health() {
        State now = state;
        return (now == State.REGISTERED ? Health.up() : Health.down())
                .withDetail("webhook", now.name())
                .build();
    }
}
