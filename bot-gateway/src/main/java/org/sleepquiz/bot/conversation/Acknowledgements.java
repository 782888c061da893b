package org.sleepquiz.bot.conversation;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.bot.telegram.TelegramFailure;
import org.sleepquiz.bot.telegram.TelegramFailure.TooManyRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;

/**
 * Sees to it that every tap is acknowledged at once, and once: by whoever handles it, who has something to say, or after a
 * moment's grace from here, because the update waits behind another or its command is slow. Nobody waits for Telegram's reply:
 * a screen is shown meanwhile.
 */
public class Acknowledgements implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

    /** An update that is handled later than this after its acknowledgement may be acknowledged again, which is harmless. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Telegram telegram;
    private final Inbox inbox;
    private final Duration grace;
    private final ExecutorService threads;
    private final Set<String> expected =
            ConcurrentHashMap.newKeySet(); // came in here, and nobody has begun to acknowledge
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread thread = new Thread(task, "acknowledgements");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // once stopped, there is nothing to remember

    /**
     * @param grace how long a tap may wait for whoever handles it
     * @param threads on which Telegram is called; belongs to this from now on
     */
    public Acknowledgements(Telegram telegram, Inbox inbox, Duration grace, ExecutorService threads) {
        this.telegram = telegram;
        this.inbox = inbox;
        this.grace = grace;
        this.threads = threads;
    }

    /** From now on the tap is acknowledged within the grace, whatever happens. */
    public void expect(Tapped tap) {
        expected.add(tap.callbackId());
        later(() -> lately(tap), grace);
    }

    private void later(Runnable task, Duration pause) {
        timer.schedule(() -> threads.execute(task), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lately(Tapped tap) {
        if (begun.contains(tap.callbackId())) {
            return; // was handled in time
        }
        String toast = null;
        try {
            if (inbox.isHeldUp(tap.userId())) {
                toast = Screens.in(inbox.lastLanguage(tap.userId()).orElse(tap.clientLanguage()))
                        .keptToast();
            }
        } catch (DataAccessException unknown) { // then without a word
            LOG.info(
                    "event=late-acknowledgement-silent update={} cause={}",
                    tap.updateId(),
                    unknown.getClass().getSimpleName());
        }
        acknowledge(tap, toast, false);
    }

    /**
     * Acknowledges a tap, unless that has been done or is under way. Should Telegram want us to wait, we do, and try again.
     *
     * @return whether the person can see the toast, which they cannot if the tap was acknowledged before; fails with a
     *     {@link TelegramFailure} if the first try did
     */
    CompletableFuture<Boolean> acknowledge(Tapped tap, @Nullable String toast, boolean alert) {
        if (!begun.add(tap.callbackId())) {
            return CompletableFuture.completedFuture(false);
        }
        boolean cameInHere = expected.remove(tap.callbackId());
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        threads.execute(() -> call(tap, toast, alert, cameInHere, seen));
        return seen;
    }

    private void call(
            Tapped tap, @Nullable String toast, boolean alert, boolean cameInHere, CompletableFuture<Boolean> seen) {
        Duration remembered = REMEMBERED;
        try {
            telegram.acknowledge(tap.callbackId(), toast, alert);
            seen.complete(cameInHere);
        } catch (Throwable failure) { // also errors: somebody waits for the outcome
            LOG.info(
                    "event=not-acknowledged update={} cause={}",
                    tap.updateId(),
                    failure.getClass().getSimpleName());
            seen.completeExceptionally(failure);
            if (failure instanceof TooManyRequests throttled) {
                later(() -> call(tap, toast, alert, cameInHere, new CompletableFuture<>()), throttled.retryAfter());
                return;
            }
            remembered = Duration.ZERO; // whoever handles the tap again acknowledges it again
        }
        later(() -> begun.remove(tap.callbackId()), remembered);
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
        threads.shutdown();
    }
}
