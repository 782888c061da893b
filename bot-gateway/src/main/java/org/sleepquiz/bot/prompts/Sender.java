package org.sleepquiz.bot.prompts;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.polling.PollerLease;
import org.sleepquiz.bot.prompts.Outgoing.Claimed;
import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.TryLater;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QueryReply;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.sides.QuerySide.Nights;
import org.sleepquiz.bot.telegram.Message;
import org.sleepquiz.bot.telegram.Picture;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.bot.telegram.TelegramFailure;
import org.sleepquiz.bot.telegram.TelegramFailure.Refused;
import org.sleepquiz.bot.telegram.TelegramFailure.TooManyRequests;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Says what is to be said unasked, from one node at a time, never faster than Telegram bears. When Telegram wants us to wait, all
 * of it waits. What comes too late is not said; who blocks the bot is written to once, and the command-side is told.
 */
final class Sender implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    /** Below the 30 messages a second that Telegram lets a bot send; people's own taps need the rest. */
    static final int MOST_PER_SECOND = 25;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PROMPT_HOLDS = Duration.ofHours(2);
    private static final Duration REPORT_HOLDS = Duration.ofHours(12);

    /** A prompt that is later than this may meet a night that was told of meanwhile. */
    private static final Duration PUNCTUAL = Duration.ofMinutes(2);

    private static final int TRIES = 5;
    /** The topic brings back nothing that is older than a week. */
    private static final Duration KEEP_DONE = Duration.ofDays(8);

    private static final Duration CLEANING = Duration.ofHours(1);
    private static final Duration STOPPING = Duration.ofSeconds(15);
    private static final BackOff FAILURE = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Outgoing outgoing;
    private final Telegram telegram;
    private final CommandSide commandSide;
    private final QuerySide querySide;
    private final WeeklyReport report;
    private final PollerLease lease;
    private final Duration look;
    private final ExecutorService threads;
    private final MeterRegistry meters;
    private final Clock clock;

    private final Semaphore signal = new Semaphore(0);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean running;
    private volatile Instant throttledUntil = Instant.MIN;
    private Instant cleanAt = Instant.MIN;
    private @Nullable Thread thread;

    /**
     * @param lease held by the node that sends
     * @param look how often is looked for what other nodes have kept, or what was put off
     * @param threads on which Telegram is called; belongs to this from now on
     */
    Sender(
            Outgoing outgoing,
            Telegram telegram,
            CommandSide commandSide,
            QuerySide querySide,
            PollerLease lease,
            Duration look,
            ExecutorService threads,
            MeterRegistry meters,
            Clock clock) {
        this.outgoing = outgoing;
        this.telegram = telegram;
        this.commandSide = commandSide;
        this.querySide = querySide;
        this.report = new WeeklyReport(querySide);
        this.lease = lease;
        this.look = look;
        this.threads = threads;
        this.meters = meters;
        this.clock = clock;
    }

    /** There is something new to be said. */
    void wake() {
        signal.release();
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = new Thread(this::run, "sender");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void stop() {
        running = false;
        stopping.countDown();
        wake();
        if (thread != null) {
            try {
                thread.join(STOPPING.toMillis());
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
        threads.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        int failures = 0;
        while (running) {
            try {
                Instant began = clock.instant();
                boolean sent = !began.isBefore(throttledUntil) && outgoing.isDue() && lease.hold() && send();
                failures = 0;
                Duration pause = sent ? Duration.between(clock.instant(), began.plus(SECOND)) : look;
                pause(pause, !sent);
            } catch (RuntimeException unavailable) { // the database, most likely
                LOG.warn("event=sender-failed cause={}", unavailable.getClass().getSimpleName());
                pause(FAILURE.after(failures++), false);
            }
        }
        release();
    }

    private void release() {
        try {
            lease.release();
        } catch (RuntimeException unreleased) { // it runs out by itself
            LOG.info("event=lease-not-released cause={}", unreleased.getClass().getSimpleName());
        }
    }

    /** @param early whether something new ends the pause */
    private void pause(Duration pause, boolean early) {
        try {
            if (!early) {
                stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            } else if (signal.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                signal.drainPermits();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** What may be sent within a second; false if there was nothing. */
    private boolean send() {
        lease.renew();
        List<Claimed> due = outgoing.claim(MOST_PER_SECOND);
        CompletableFuture<?>[] handled = due.stream()
                .map(claimed -> CompletableFuture.runAsync(() -> handle(claimed), threads))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(handled).join();
        if (!cleanAt.isAfter(clock.instant())) {
            outgoing.forgetDoneBefore(clock.instant().minus(KEEP_DONE));
            cleanAt = clock.instant().plus(CLEANING);
        }
        return !due.isEmpty();
    }

    private void handle(Claimed claimed) {
        try {
            if (claimed.refused() != null) {
                noteRefusal(claimed, claimed.refused());
            } else if (isTooLate(claimed.letter())) {
                done(claimed, "too-late");
            } else if (isNeedless(claimed.letter())) {
                done(claimed, "needless");
            } else {
                say(claimed);
            }
        } catch (TooManyRequests throttled) {
            throttledUntil = clock.instant().plus(throttled.retryAfter());
            outgoing.postpone(claimed, throttled.retryAfter(), false);
            count(claimed, "throttled");
        } catch (TelegramFailure.Unreachable unreachable) {
            outgoing.postpone(claimed, FAILURE.after(claimed.attempts()), true);
            count(claimed, "unreachable");
        } catch (Refused refused) {
            refused(claimed, refused);
        } catch (RuntimeException failed) {
            failed(claimed, failed);
        }
    }

    private boolean isTooLate(Letter letter) {
        Duration holds = letter.kind() == Letter.Kind.PROMPT ? PROMPT_HOLDS : REPORT_HOLDS;
        return letter.dueAt().plus(holds).isBefore(clock.instant());
    }

    /** Whether a late prompt asks for a night that has its entry by now; if that cannot be known, it is asked for. */
    private boolean isNeedless(Letter letter) {
        return letter.kind() == Letter.Kind.PROMPT
                && letter.dueAt().plus(PUNCTUAL).isBefore(clock.instant())
                && querySide
                        .nights(letter.telegramId(), letter.about(), letter.about(), 1, OptionalLong.empty())
                        .value()
                        .map(Nights::entries)
                        .filter(entries -> !entries.isEmpty())
                        .isPresent();
    }

    private void say(Claimed claimed) {
        Letter letter = claimed.letter();
        if (letter.kind() == Letter.Kind.PROMPT) {
            telegram.send(letter.userId(), new PromptScreens(letter.language()).prompt(letter.about(), letter.again()));
            done(claimed, "sent");
            return;
        }
        QueryReply<Message> message = report.of(letter);
        if (message.isUnknownUser()) {
            done(claimed, "needless");
        } else if (message.isAway()) {
            outgoing.postpone(claimed, FAILURE.after(claimed.attempts()), true);
            count(claimed, "query-side-away");
        } else {
            if (message.value().get() instanceof Picture picture) {
                telegram.send(letter.userId(), picture);
            } else {
                telegram.send(letter.userId(), (Screen) message.value().get());
            }
            done(claimed, "sent");
        }
    }

    private void refused(Claimed claimed, Refused refused) {
        refused.undeliverable()
                .ifPresentOrElse(
                        reason -> {
                            outgoing.refused(claimed, reason);
                            noteRefusal(claimed, reason);
                        },
                        () -> failed(claimed, refused));
    }

    /** The person cannot be written to: the command-side sends no prompts until they come back. */
    private void noteRefusal(Claimed claimed, Reason reason) {
        CommandReply reply =
                commandSide.send(new NoteReachabilityCommand(claimed.letter().telegramId(), false, reason));
        if (reply instanceof TryLater) {
            outgoing.postpone(claimed, FAILURE.after(claimed.attempts()), true);
            count(claimed, "command-side-away");
        } else {
            done(claimed, "blocked");
        }
    }

    private void failed(Claimed claimed, RuntimeException cause) {
        LOG.error(
                "event=letter-failed kind={} attempt={} cause={}",
                claimed.letter().kind(),
                claimed.attempts() + 1,
                cause.getClass().getSimpleName());
        if (claimed.attempts() + 1 >= TRIES) {
            done(claimed, "failed");
        } else {
            outgoing.postpone(claimed, FAILURE.after(claimed.attempts()), true);
        }
    }

    private void done(Claimed claimed, String outcome) {
        outgoing.done(claimed, outcome);
        count(claimed, outcome);
    }

    private void count(Claimed claimed, String outcome) {
        Counter.builder("sleepquiz.bot.outgoing")
                .description("Attempts to say something unasked, by how they ended")
                .tag("kind", claimed.letter().kind() == Letter.Kind.PROMPT ? "prompt" : "report")
                .tag("outcome", outcome)
                .register(meters)
                .increment();
    }
}
