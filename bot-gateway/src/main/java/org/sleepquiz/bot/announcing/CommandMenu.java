package org.sleepquiz.bot.polling;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.bot.telegram.TelegramFailure;
import org.sleepquiz.bot.telegram.TelegramFailure.TooManyRequests;
import org.sleepquiz.messages.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Tells Telegram at the start which commands there are, in every language. Until that succeeds people can type them anyway. */
public class CommandMenu implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CommandMenu.class);
    private static final int TRIES = 20;

    private final Telegram telegram;
    private final BackOff backOff;
    private final Set<String> answered;
    private CountDownLatch stopping = new CountDownLatch(0);
    private @Nullable Thread thread;

    /** @param answered the commands that there are */
    public CommandMenu(Telegram telegram, BackOff backOff, Set<String> answered) {
        this.telegram = telegram;
        this.backOff = backOff;
        this.answered = Set.copyOf(answered);
    }

    @Override
    public synchronized void start() {
        stopping = new CountDownLatch(1);
        thread = new Thread(this::register, "command-menu");
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
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    private void register() {
        for (int failures = 0; failures < TRIES && stopping.getCount() > 0; failures++) {
            try {
                telegram.offerCommands(null, Screens.in(Language.EN).commands(answered));
                for (Language language : Language.values()) {
                    telegram.offerCommands(language, Screens.in(language).commands(answered));
                }
                return;
            } catch (TelegramFailure failure) {
                Duration pause =
                        failure instanceof TooManyRequests throttled ? throttled.retryAfter() : backOff.after(failures);
                LOG.warn("event=commands-not-registered pause={} detail=\"{}\"", pause, failure.getMessage());
                try {
                    stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
