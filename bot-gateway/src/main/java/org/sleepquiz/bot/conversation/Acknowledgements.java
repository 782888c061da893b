package org.sleepquiz.bot.conversation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.bot.telegram.TelegramFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Sees to it that every tap is acknowledged at once: by whoever handles it, who has something to say, or after a moment's
 * grace from here, because the update waits behind another or its command is slow.
 */
public class Acknowledgements implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);
    private static final Duration GRACE = Duration.ofMillis(300);

    private final Telegram telegram;
    private final Inbox inbox;
    private final Map<String, Tapped> unacknowledged = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "acknowledgements");
        thread.setDaemon(true);
        return thread;
    });

    public Acknowledgements(Telegram telegram, Inbox inbox) {
        this.telegram = telegram;
        this.inbox = inbox;
    }

    /** From now on the tap is acknowledged within the grace, whatever happens. */
    public void expect(Tapped tap) {
        unacknowledged.put(tap.callbackId(), tap);
        timer.schedule(() -> lately(tap), GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lately(Tapped tap) {
        if (unacknowledged.remove(tap.callbackId()) == null) {
            return; // was handled in time
        }
        try {
            boolean heldUp = inbox.isHeldUp(tap.userId());
            String toast = heldUp
                    ? Screens.in(inbox.lastLanguage(tap.userId()).orElse(tap.clientLanguage()))
                            .keptToast()
                    : null;
            telegram.acknowledge(tap.callbackId(), toast, false);
        } catch (RuntimeException unacknowledgedNow) { // whoever handles the tap acknowledges it again
            LOG.info(
                    "event=late-acknowledgement-failed update={} cause={}",
                    tap.updateId(),
                    unacknowledgedNow.getClass().getSimpleName());
        }
    }

    /**
     * Acknowledges a tap.
     *
     * @return whether the person can see the toast; not if the tap was acknowledged without one before
     * @throws TelegramFailure if Telegram does not take it
     */
    boolean acknowledge(Tapped tap, @Nullable String toast, boolean alert) {
        boolean first = unacknowledged.remove(tap.callbackId()) != null;
        telegram.acknowledge(tap.callbackId(), toast, alert);
        return first;
    }

    @Override
    public void destroy() {
        timer.shutdown();
    }
}
