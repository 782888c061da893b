package org.sleepquiz.bot.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.bot.BotDatabase;
import org.sleepquiz.bot.inbox.Outcome.Done;
import org.sleepquiz.bot.inbox.Outcome.TryAgain;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.messages.Language;
import org.springframework.jdbc.core.simple.JdbcClient;

class InboxIT {

    private static final Done DONE = new Done(null, null, null);

    /** A clock that is moved by hand. */
    private static final class HandMovedClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-24T07:00:00Z");

        void passes(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final HandMovedClock clock = new HandMovedClock();
    private HikariDataSource pool;
    private JdbcClient jdbc;
    private Inbox inbox;

    @BeforeEach
    void freshInbox() {
        pool = BotDatabase.fresh().pool(20);
        jdbc = JdbcClient.create(pool);
        inbox = inbox(clock);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Inbox inbox(Clock by) {
        return new Inbox(jdbc, by);
    }

    /** The next update, claimed alone. */
    private Optional<KeptUpdate> claim() {
        return inbox.claim(1, 1).stream()
                .flatMap(turn -> turn.updates().stream())
                .findFirst();
    }

    private void done(KeptUpdate update, Done outcome) {
        inbox.done(update.claim(), List.of(update), outcome);
    }

    private static Said said(long update, long user) {
        return new Said(update, user, user, "sv", Instant.parse("2026-11-24T07:00:00Z"), "word " + update);
    }

    private InboxWorkers workers(Inbox of, UpdateHandler handler, int tries) {
        return workers(of, handler, tries, Duration.ofMillis(20));
    }

    private InboxWorkers workers(Inbox of, UpdateHandler handler, int tries, Duration look) {
        BackOff quick = new BackOff(Duration.ofMillis(20), Duration.ofMillis(50));
        InboxWorkers workers = new InboxWorkers(
                of,
                handler,
                new InboxWorkers.Settings(6, look, tries, quick, quick, Duration.ofDays(3), Duration.ofSeconds(5)),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        workers.start();
        return workers;
    }

    private interface Handling extends UpdateHandler {
        @Override
        default void gaveUp(KeptUpdate update, Throwable cause) {}
    }

    private String state(long update) {
        return jdbc.sql("select state from bot.inbox where update_id = ?")
                .param(update)
                .query(String.class)
                .single();
    }

    @Test // #2, regression 36
    void aRedeliveredUpdateIsKnownAlsoLongAfterItWasHandled() {
        assertThat(inbox.keep(List.of(said(1, 5), said(2, 5)))).hasSize(2);
        assertThat(inbox.keep(List.of(said(2, 5), said(3, 5)))).containsExactly(said(3, 5));
        done(claim().orElseThrow(), DONE);
        clock.passes(Duration.ofDays(2));
        assertThat(inbox.forgetDoneBefore(clock.instant().minus(Duration.ofDays(3))))
                .isZero();
        assertThat(inbox.keep(List.of(said(1, 5)))).isEmpty();
    }

    @Test // #5
    void aNodeThatDiesWithItsClockFarAheadHoldsNobodyUp() {
        inbox = inbox(Clock.offset(Clock.systemUTC(), Duration.ofHours(26)));
        inbox.keep(List.of(said(1, 5), said(2, 6)));
        assertThat(claim()).as("what the node died with").isPresent();
        inbox = inbox(Clock.systemUTC());
        assertThat(claim()).isPresent();
        assertThat(claim()).isPresent();
        assertThat(claim()).as("the claims of the living").isEmpty();
    }

    @Test // #5
    void clocksMayDifferByAsMuchAsAClaimIsLong() {
        inbox = inbox(Clock.offset(Clock.systemUTC(), Inbox.CLAIM.minusSeconds(1)));
        inbox.keep(List.of(said(1, 5)));
        assertThat(claim()).isPresent();
        inbox = inbox(Clock.systemUTC());
        assertThat(claim()).isEmpty();
    }

    @Test // #2
    void whatWasHandledIsForgottenAfterSomeDaysAndItsWordsAtOnce() {
        inbox.keep(List.of(said(1, 5), said(2, 6)));
        done(claim().orElseThrow(), DONE);
        assertThat(jdbc.sql("select count(*) from bot.inbox where payload::text like '%word 1%'")
                        .query(Long.class)
                        .single())
                .isZero();
        clock.passes(Duration.ofDays(4));
        assertThat(inbox.forgetDoneBefore(clock.instant().minus(Duration.ofDays(3))))
                .isEqualTo(1);
        assertThat(state(2)).isEqualTo("NEW");
    }

    @Test // #4, regression 36
    void ofAPersonWhoIsForgottenOnlyTheUpdateIdsAreLeft() {
        inbox.keep(List.of(said(1, 5), said(2, 5), said(3, 6)));
        done(claim().orElseThrow(), new Done(11L, "a button", Language.SV));
        KeptUpdate underWay = claim().orElseThrow();
        assertThat(underWay.known()).isTrue();

        inbox.forget(5, clock.instant(), false);
        assertThat(inbox.lastShown(5)).isEmpty();
        assertThat(inbox.lastLanguage(5)).isEmpty();
        assertThat(state(2)).as("waits as before").isEqualTo("NEW");

        inbox.forget(5, clock.instant(), true);
        done(underWay, new Done(12L, "another button", Language.SV)); // which was being handled meanwhile
        assertThat(jdbc.sql("select count(*) from bot.inbox as line where line::text ~ '\\m5\\M|button|word [12]'")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(inbox.keep(List.of(said(1, 5), said(2, 5))))
                .as("known all the same")
                .isEmpty();
        assertThat(claim()).map(update -> update.incoming().userId()).contains(6L);

        clock.passes(Duration.ofSeconds(1));
        inbox.keep(List.of(said(4, 5)));
        inbox.forget(5, clock.instant().minusMillis(1), true);
        assertThat(claim()).as("whoever is back is new").map(KeptUpdate::known).contains(false);
    }

    @Test // #2
    void onlyTheOldestOfAUserCanBeClaimedAndNobodyWaitsForAnotherUser() {
        inbox.keep(List.of(said(1, 5), said(2, 5), said(3, 6)));
        KeptUpdate first = claim().orElseThrow();
        KeptUpdate second = claim().orElseThrow();
        assertThat(List.of(first.incoming().updateId(), second.incoming().updateId()))
                .containsExactly(1L, 3L);
        assertThat(claim()).isEmpty();
        done(first, DONE);
        assertThat(claim()).map(update -> update.incoming().updateId()).contains(2L);
    }

    @Test // #2
    void theOrderIsThatOfReceiptAlsoWhenUpdateIdsStartAnew() {
        inbox.keep(List.of(said(900, 5)));
        inbox.keep(List.of(said(10, 5)));
        assertThat(claim()).map(update -> update.incoming().updateId()).contains(900L);
    }

    @Test // #2
    void aClaimThatIsExtendedOutlastsASlowAnswer() {
        inbox.keep(List.of(said(1, 5)));
        KeptUpdate slow = claim().orElseThrow();
        for (int beat = 0; beat < 4; beat++) {
            clock.passes(Inbox.CLAIM.dividedBy(3));
            inbox.extend(List.of(slow.claim()));
            assertThat(claim()).isEmpty();
        }
        done(slow, DONE);
        assertThat(state(1)).isEqualTo("DONE");
    }

    @Test // #2, regression 3
    void aClaimOfADeadNodeRunsOutAndItsHolderCanChangeNothingAnyMore() {
        inbox.keep(List.of(said(1, 5)));
        KeptUpdate ofDeadNode = claim().orElseThrow();
        inbox.sent(ofDeadNode, 77);
        assertThat(claim()).isEmpty();
        clock.passes(Inbox.CLAIM.plusSeconds(1));
        KeptUpdate again = claim().orElseThrow();
        assertThat(again.sentMessageId())
                .as("the reply it sent is edited, not sent again")
                .isEqualTo(77);
        done(ofDeadNode, DONE);
        assertThat(state(1)).isEqualTo("NEW");
        done(again, DONE);
        assertThat(state(1)).isEqualTo("DONE");
    }

    @Test // #2, regression 36
    void onTwoNodesEveryUpdateIsHandledOnceAndEveryUsersInOrder() {
        int users = 25;
        int each = 20;
        Map<Long, List<Long>> handled = new ConcurrentHashMap<>();
        Set<Long> busy = ConcurrentHashMap.newKeySet();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        Handling handler = update -> {
            Incoming incoming = update.incoming();
            if (!busy.add(incoming.userId())) {
                wrong.add("two at once for user " + incoming.userId());
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000)); // as long as a real one may take
            handled.computeIfAbsent(incoming.userId(), user -> Collections.synchronizedList(new ArrayList<>()))
                    .add(incoming.updateId());
            busy.remove(incoming.userId());
            return DONE;
        };
        Inbox one = inbox(Clock.systemUTC());
        Inbox two = inbox(Clock.systemUTC());
        Map<Long, List<Long>> expected = new HashMap<>();
        long update = 1;
        for (long user = 1; user <= users; user++) { // one after the other, so that all workers meet at one user
            List<Incoming> batch = new ArrayList<>();
            for (int number = 0; number < each; number++) {
                expected.computeIfAbsent(user, first -> new ArrayList<>()).add(update);
                batch.add(said(update++, user));
            }
            one.keep(batch);
        }
        InboxWorkers nodeOne = workers(one, handler, 3);
        InboxWorkers nodeTwo = workers(two, handler, 3);
        await().atMost(Duration.ofSeconds(60)).until(() -> one.level().waiting() == 0);
        nodeOne.stop();
        nodeTwo.stop();
        assertThat(wrong).isEmpty();
        assertThat(handled).isEqualTo(expected);
    }

    @Test // #2, regression 37
    void anUpdateThatAlwaysFailsIsParkedAndHoldsUpOnlyItsOwnUserUntilThen() {
        Inbox now = inbox(Clock.systemUTC());
        List<Long> handled = Collections.synchronizedList(new ArrayList<>());
        List<Long> givenUp = Collections.synchronizedList(new ArrayList<>());
        List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
        now.keep(List.of(said(1, 5), said(2, 5), said(3, 6)));
        InboxWorkers workers = workers(
                now,
                new UpdateHandler() {
                    @Override
                    public Outcome handle(KeptUpdate update) {
                        if (update.incoming().updateId() == 1) {
                            attempts.add(update.attempts());
                            throw new IllegalStateException("always");
                        }
                        handled.add(update.incoming().updateId());
                        return DONE;
                    }

                    @Override
                    public void gaveUp(KeptUpdate update, Throwable cause) {
                        givenUp.add(update.incoming().updateId());
                        throw new IllegalStateException("cannot even be told");
                    }
                },
                4);
        await().atMost(Duration.ofSeconds(10)).until(() -> handled.size() == 2);
        workers.stop();
        assertThat(handled).containsExactly(3L, 2L);
        assertThat(attempts).containsExactly(0, 1, 2, 3);
        assertThat(givenUp).containsExactly(1L);
        assertThat(now.level().parked()).isEqualTo(1);
        assertThat(now.parked()).singleElement().satisfies(parked -> {
            assertThat(parked.updateId()).isEqualTo(1);
            assertThat(parked.attempts()).isEqualTo(4);
            assertThat(parked.lastError()).isEqualTo("IllegalStateException");
        });
        assertThat(now.unpark(1)).isTrue();
        assertThat(now.unpark(1)).isFalse();
        assertThat(now.claim(1, 1))
                .flatExtracting(Turn::updates)
                .extracting(KeptUpdate::incoming)
                .containsExactly(said(1, 5));
    }

    @Test // #2, regression 37
    void anUpdateThatCannotEvenBeReadIsParked() {
        inbox.keep(List.of(said(1, 5), said(2, 5)));
        jdbc.sql("update bot.inbox set payload = '{\"kind\":\"of-the-past\"}' where update_id = 1")
                .update();
        assertThat(claim()).isEmpty();
        assertThat(state(1)).isEqualTo("PARKED");
        assertThat(claim()).map(update -> update.incoming().updateId()).contains(2L);
    }

    @Test // #2
    void anUpdateThatOnlyWaitsForOthersIsNeverParked() {
        Inbox now = inbox(Clock.systemUTC());
        now.keep(List.of(said(1, 5)));
        List<Integer> postponed = Collections.synchronizedList(new ArrayList<>());
        InboxWorkers workers = workers(
                now,
                (Handling) update -> {
                    postponed.add(update.postponed());
                    return postponed.size() < 12 ? new TryAgain("unreachable", null) : DONE;
                },
                2);
        await().atMost(Duration.ofSeconds(10)).until(() -> now.level().waiting() == 0);
        workers.stop();
        assertThat(postponed).hasSize(12).isSorted();
        assertThat(state(1)).isEqualTo("DONE");
    }

    @Test // #2
    void stoppingFinishesWhatIsBeingHandled() throws InterruptedException {
        Inbox now = inbox(Clock.systemUTC());
        now.keep(List.of(said(1, 5), said(2, 5)));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        InboxWorkers workers = workers(
                now,
                (Handling) update -> {
                    begun.countDown();
                    try {
                        assertThat(mayEnd.await(5, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException cutOff) {
                        throw new IllegalStateException(cutOff);
                    }
                    return DONE;
                },
                3);
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        Thread stopping = new Thread(workers::stop);
        stopping.start();
        await().until(() -> !workers.isRunning());
        mayEnd.countDown();
        stopping.join();
        assertThat(state(1)).isEqualTo("DONE");
        assertThat(state(2)).as("nothing new was begun").isEqualTo("NEW");
    }

    @Test // #2
    void aPersonIsToldOnceInAnOutageThatTheirAnswerIsKept() {
        inbox.keep(List.of(said(1, 5), said(2, 5)));
        KeptUpdate first = claim().orElseThrow();
        assertThat(inbox.tellOnce(first, Duration.ofMinutes(30))).isTrue();
        assertThat(inbox.tellOnce(first, Duration.ofMinutes(30))).isFalse();
        done(first, DONE);
        KeptUpdate second = claim().orElseThrow();
        assertThat(inbox.tellOnce(second, Duration.ofMinutes(30))).isFalse();
        clock.passes(Duration.ofMinutes(31));
        assertThat(inbox.tellOnce(second, Duration.ofMinutes(30))).isTrue();
    }

    @Test // #2
    void theLastScreenOfTheQuizAndTheLastLanguageAreFoundAgain() {
        inbox.keep(List.of(said(1, 5), said(2, 5), said(3, 5)));
        assertThat(inbox.lastShown(5)).isEmpty();
        done(claim().orElseThrow(), new Done(31L, "q", Language.ES));
        done(claim().orElseThrow(), new Done(null, null, null));
        assertThat(inbox.lastShown(5)).contains(new Inbox.Shown(31, "q"));
        assertThat(inbox.lastLanguage(5)).contains(Language.ES);
        done(claim().orElseThrow(), new Done(31L, null, Language.SV));
        assertThat(inbox.lastShown(5)).as("the quiz is over").isEmpty();
        assertThat(inbox.lastLanguage(5)).contains(Language.SV);
        assertThat(inbox.lastLanguage(6)).isEqualTo(Optional.empty());
    }

    @Test // #3
    void whatCameInOneBatchIsHandledInItsOrder() {
        inbox.keep(List.of(said(9, 5), said(3, 5), said(7, 5)));
        assertThat(inbox.claim(1, 20))
                .flatExtracting(Turn::updates)
                .extracting(update -> update.incoming().updateId())
                .containsExactly(9L, 3L, 7L);
    }

    @Test // #3
    void theTurnsOfManyUsersAreClaimedAtOnceAndEachIsHeldAsAWhole() {
        inbox.keep(List.of(said(1, 5), said(2, 6), said(3, 5), said(4, 7), said(5, 5)));
        List<Turn> turns = inbox.claim(2, 2);
        assertThat(turns).extracting(Turn::userId).containsExactlyInAnyOrder(5L, 6L);
        assertThat(turns).extracting(Turn::claim).doesNotHaveDuplicates();
        Turn ofFive =
                turns.stream().filter(turn -> turn.userId() == 5).findFirst().orElseThrow();
        assertThat(ofFive.updates())
                .extracting(update -> update.incoming().updateId())
                .containsExactly(1L, 3L);
        inbox.keep(List.of(said(6, 6)));
        inbox.done(ofFive.claim(), ofFive.updates().subList(0, 1), DONE);
        assertThat(inbox.claim(9, 9))
                .as("nothing of who is held")
                .extracting(Turn::userId)
                .containsExactly(7L);
        inbox.release(ofFive.claim());
        assertThat(inbox.claim(9, 9))
                .flatExtracting(Turn::updates)
                .extracting(update -> update.incoming().updateId())
                .containsExactly(3L, 5L);
    }

    @Test // #3
    void anUpdateThatIsTriedAgainByHandStandsBehindWhatIsUnderWay() {
        inbox.keep(List.of(said(1, 5), said(2, 5), said(3, 5)));
        inbox.park(claim().orElseThrow(), "code");
        Turn underWay = inbox.claim(1, 1).get(0);
        assertThat(inbox.unpark(1)).isTrue();
        assertThat(inbox.claim(9, 9)).isEmpty();
        inbox.done(underWay.claim(), underWay.updates(), DONE);
        assertThat(inbox.claim(9, 9))
                .flatExtracting(Turn::updates)
                .extracting(update -> update.incoming().updateId())
                .containsExactly(3L, 1L);
    }

    @Test // #3
    void usersWhoseHandlingHangsHoldUpNobodyElse() {
        Inbox now = inbox(Clock.systemUTC());
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<Long> handled = Collections.synchronizedList(new ArrayList<>());
        now.keep(List.of(said(1, 1), said(2, 2), said(3, 3), said(4, 4), said(5, 5), said(6, 6), said(7, 6)));
        InboxWorkers workers = workers(
                now,
                (Handling) update -> {
                    if (update.incoming().userId() < 6) {
                        try {
                            assertThat(mayEnd.await(20, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException cutOff) {
                            throw new IllegalStateException(cutOff);
                        }
                    }
                    handled.add(update.incoming().updateId());
                    return DONE;
                },
                3);
        await().atMost(Duration.ofSeconds(10)).until(() -> handled.containsAll(List.of(6L, 7L)));
        mayEnd.countDown();
        workers.stop();
    }

    @Test // #3
    void whatArrivesDuringItsUsersTurnIsHandledWhenThatEndsWithoutAnybodyLooking() {
        Inbox now = inbox(Clock.systemUTC());
        List<Long> handled = Collections.synchronizedList(new ArrayList<>());
        InboxWorkers workers = workers(
                now,
                (Handling) update -> {
                    handled.add(update.incoming().updateId());
                    return DONE;
                },
                3,
                Duration.ofHours(1));
        for (long update = 1; update <= 300; update++) {
            now.keep(List.of(said(update, 5)));
            workers.arrived(List.of(5L));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> handled.size() == 300);
        workers.stop();
        assertThat(handled).isSorted();
    }

    // ---- screens that go into the same message

    /** Shows what it is told to in the messages it is told to, and writes down what it did. */
    private static final class Painter implements Handling {
        private final Map<Long, Long> messages; // by update
        private final Map<Long, Integer> failingCommands = new ConcurrentHashMap<>(); // update -> times
        private final Map<Long, Integer> failingShows = new ConcurrentHashMap<>();
        private final Map<Long, Integer> throttledShows = new ConcurrentHashMap<>();
        private final List<Long> commands = Collections.synchronizedList(new ArrayList<>());
        private final List<Long> shown = Collections.synchronizedList(new ArrayList<>());

        Painter(Map<Long, Long> messages) {
            this.messages = messages;
        }

        private static boolean strikes(Map<Long, Integer> failures, long update) {
            return failures.merge(update, -1, Integer::sum) >= 0;
        }

        @Override
        public Outcome handle(KeptUpdate update) {
            long id = update.incoming().updateId();
            commands.add(id);
            if (strikes(failingCommands, id)) {
                throw new IllegalStateException("command " + id);
            }
            return new Paint(id, messages.getOrDefault(id, 0L));
        }

        private final class Paint implements Outcome.Unshown {
            private final long update;
            private final long message;

            Paint(long update, long message) {
                this.update = update;
                this.message = message;
            }

            @Override
            public boolean mayWaitFor(Incoming next) {
                return messages.getOrDefault(next.updateId(), 0L) == message;
            }

            @Override
            public boolean covers(Outcome.Unshown earlier) {
                return ((Paint) earlier).message == message;
            }

            @Override
            public Outcome show(List<Outcome.Unshown> covered) {
                if (strikes(failingShows, update)) {
                    throw new IllegalStateException("screen " + update);
                }
                if (strikes(throttledShows, update)) {
                    return new TryAgain("throttled", null);
                }
                shown.add(update);
                return new Done(message, "screen " + update, Language.SV);
            }
        }
    }

    private void handleAll(Painter painter, int tries, long... updates) {
        Inbox now = inbox(Clock.systemUTC());
        now.keep(Arrays.stream(updates)
                .<Incoming>mapToObj(update -> said(update, 5))
                .toList());
        InboxWorkers workers = workers(now, painter, tries);
        await().atMost(Duration.ofSeconds(10)).until(() -> now.level().waiting() == 0);
        workers.stop();
    }

    @Test // #3
    void ofScreensForTheSameMessageOnlyTheLastIsShownAndNoneOfAnotherMessageIsLeftOut() {
        Painter painter = new Painter(Map.of(1L, 70L, 2L, 70L, 3L, 70L, 4L, 80L, 5L, 70L, 6L, 70L));
        handleAll(painter, 3, 1, 2, 3, 4, 5, 6);
        assertThat(painter.commands).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(painter.shown).containsExactly(3L, 4L, 6L);
        assertThat(inbox.lastShown(5)).contains(new Inbox.Shown(70, "screen 6"));
    }

    @Test // #3
    void anUpdateThatFailsLeavesTheScreenOfTheOneBeforeIt() {
        Painter painter = new Painter(Map.of(1L, 70L, 2L, 70L, 3L, 70L));
        painter.failingCommands.put(3L, 99);
        handleAll(painter, 2, 1, 2, 3);
        assertThat(painter.commands).containsExactly(1L, 2L, 3L, 3L);
        assertThat(painter.shown).containsExactly(2L);
        assertThat(state(3)).isEqualTo("PARKED");
        assertThat(inbox.lastShown(5)).contains(new Inbox.Shown(70, "screen 2"));
    }

    @Test // #3
    void aScreenThatCannotBeShownNowIsShownLaterAndWhatItCoversIsNotDoneAgain() {
        Painter painter = new Painter(Map.of(1L, 70L, 2L, 70L, 3L, 70L));
        painter.throttledShows.put(3L, 2);
        handleAll(painter, 3, 1, 2, 3);
        assertThat(painter.commands)
                .as("an earlier one after a later one would undo it")
                .containsExactly(1L, 2L, 3L, 3L, 3L);
        assertThat(painter.shown).containsExactly(3L);
    }

    @Test // #3
    void aScreenThatFailsIsTriedAgainAndAtLastParkedBehindWhichTheRestGoesOn() {
        Painter painter = new Painter(Map.of(1L, 70L, 2L, 70L, 3L, 80L));
        painter.failingShows.put(2L, 99);
        handleAll(painter, 2, 1, 2, 3);
        assertThat(painter.commands).containsExactly(1L, 2L, 2L, 3L);
        assertThat(painter.shown).containsExactly(3L);
        assertThat(List.of(state(1), state(2), state(3))).containsExactly("DONE", "PARKED", "DONE");
    }

    @Test // #3, regression 3
    void untilTheLastScreenIsShownADeathLeavesEveryUpdateInTheInbox() {
        Inbox now = inbox(Clock.systemUTC());
        now.keep(List.of(said(1, 5), said(2, 5)));
        List<String> statesWhenShowing = new ArrayList<>();
        InboxWorkers workers = workers(
                now,
                (Handling) update -> new Outcome.Unshown() {
                    @Override
                    public boolean mayWaitFor(Incoming next) {
                        return true;
                    }

                    @Override
                    public boolean covers(Outcome.Unshown earlier) {
                        return true;
                    }

                    @Override
                    public Outcome show(List<Outcome.Unshown> covered) {
                        statesWhenShowing.addAll(List.of(state(1), state(2)));
                        return DONE;
                    }
                },
                3);
        await().atMost(Duration.ofSeconds(10)).until(() -> now.level().waiting() == 0);
        workers.stop();
        assertThat(statesWhenShowing).containsExactly("NEW", "NEW");
    }
}
