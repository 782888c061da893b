package org.sleepquiz.bot.inbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.sleepquiz.bot.inbox.Outcome.Done;
import org.sleepquiz.bot.inbox.Outcome.TryAgain;
import org.sleepquiz.bot.inbox.Outcome.Unshown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles turns: every update in order, and of several screens that go into the same message only the last is shown.
 *
 * <p>An update whose screen is covered by a later one's is done as soon as the later one is shown, or, if that cannot be shown
 * now, as soon as the later one is put off: it has taken effect, and to do it again after the later one would undo that one's.
 * The last of a group is never covered, so it stays in the inbox until it is shown.
 */
final class TurnHandling {

    private static final Logger LOG = LoggerFactory.getLogger(TurnHandling.class);
    private static final Done COVERED = new Done(null, null, null);

    private final Inbox inbox;
    private final UpdateHandler handler;
    private final InboxWorkers.Settings settings;
    private final Counter handled;
    private final Counter covered;
    private final Counter postponed;
    private final Counter failed;
    private final Counter parked;

    TurnHandling(Inbox inbox, UpdateHandler handler, InboxWorkers.Settings settings, MeterRegistry meters) {
        this.inbox = inbox;
        this.handler = handler;
        this.settings = settings;
        this.handled = outcome(meters, "done");
        this.covered = outcome(meters, "covered");
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

    /**
     * Handles as much of the turn as can be, and lets go of the rest.
     *
     * @param held whether the turn's claim still holds
     * @param running false once nothing more is to be begun
     * @return false if something is left that can be claimed anew
     */
    boolean handle(Turn turn, BooleanSupplier held, BooleanSupplier running) {
        Handling handling = new Handling(turn, held, running);
        if (handling.all()) {
            return true;
        }
        inbox.release(turn.claim());
        return false;
    }

    /** An update that has taken effect, and what is to be shown of it. */
    private record Effective(KeptUpdate update, Unshown unshown) {}

    private final class Handling {
        private final Turn turn;
        private final BooleanSupplier held;
        private final BooleanSupplier running;
        private final List<Effective> unshown = new ArrayList<>(); // all but the last are covered by it

        Handling(Turn turn, BooleanSupplier held, BooleanSupplier running) {
            this.turn = turn;
            this.held = held;
            this.running = running;
        }

        /** False if something is left, from one update on to the last. */
        boolean all() {
            for (KeptUpdate update : turn.updates()) {
                if (!held.getAsBoolean()) {
                    LOG.warn("event=claim-lost update={}", update.incoming().updateId());
                    return false; // somebody else handles it by now, and what follows it
                }
                if (!running.getAsBoolean()) {
                    show();
                    return false;
                }
                if (!next(update)) {
                    return false;
                }
            }
            return show();
        }

        private boolean next(KeptUpdate update) {
            if (!unshown.isEmpty() && !last().unshown().mayWaitFor(update.incoming()) && !show()) {
                return false;
            }
            Outcome outcome;
            try {
                outcome = handler.handle(update);
            } catch (Throwable cause) {
                show(); // the person is to see how far they got
                fail(update, cause);
                return false;
            }
            if (outcome instanceof Unshown screen) {
                if (!unshown.isEmpty() && !screen.covers(last().unshown()) && !show()) {
                    return false; // this one is done again too, after the one that was put off
                }
                unshown.add(new Effective(update, screen));
                return true;
            }
            boolean shown = show();
            if (outcome instanceof TryAgain again) {
                postpone(update, again);
            } else if (shown) {
                done(List.of(update), (Done) outcome);
                return true;
            }
            return false;
        }

        private Effective last() {
            return unshown.get(unshown.size() - 1);
        }

        /** Shows what is unshown; false if that was put off. */
        private boolean show() {
            if (unshown.isEmpty()) {
                return true;
            }
            List<KeptUpdate> updates = unshown.stream().map(Effective::update).toList();
            List<Unshown> screens = unshown.stream().map(Effective::unshown).toList();
            unshown.clear();
            int last = updates.size() - 1;
            Outcome outcome;
            try {
                outcome = screens.get(last).show(screens.subList(0, last));
            } catch (Throwable cause) {
                done(updates.subList(0, last), COVERED);
                fail(updates.get(last), cause);
                return false;
            }
            if (outcome instanceof Done done) {
                done(updates, done);
                return true;
            }
            done(updates.subList(0, last), COVERED);
            postpone(updates.get(last), (TryAgain) outcome);
            return false;
        }

        private void done(List<KeptUpdate> updates, Done outcome) {
            if (!updates.isEmpty()) {
                inbox.done(turn.claim(), updates, outcome);
                int last = outcome == COVERED ? 0 : 1;
                handled.increment(last);
                covered.increment(updates.size() - last);
            }
        }
    }

    private void postpone(KeptUpdate update, TryAgain again) {
        Duration pause = settings.outage().after(update.postponed());
        if (again.pause() != null && again.pause().compareTo(pause) > 0) {
            pause = again.pause();
        }
        inbox.postpone(update, again.reason(), pause);
        postponed.increment();
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
}
