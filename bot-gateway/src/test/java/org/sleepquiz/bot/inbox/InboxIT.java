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
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.bot.inbox.Outcome.Done;
import org.sleepquiz.bot.inbox.Outcome.TryAgain;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.messages.Language;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

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
        TestDatabase database = TestPostgres.freshDatabase();
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("bot")
                .locations("classpath:db/bot")
                .load()
                .migrate();
        pool = database.pool(20);
        jdbc = JdbcClient.create(pool);
        inbox = inbox(clock);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Inbox inbox(Clock by) {
        return new Inbox(jdbc, new TransactionTemplate(new JdbcTransactionManager(pool)), by);
    }

    private static Said said(long update, long user) {
        return new Said(update, user, user, "sv", Instant.parse("2026-11-24T07:00:00Z"), "word " + update);
    }

    private InboxWorkers workers(Inbox of, UpdateHandler handler, int tries) {
        BackOff quick = new BackOff(Duration.ofMillis(20), Duration.ofMillis(50));
        InboxWorkers workers = new InboxWorkers(
                of,
                handler,
                new InboxWorkers.Settings(
                        6, Duration.ofMillis(20), tries, quick, quick, Duration.ofDays(3), Duration.ofSeconds(5)),
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
        inbox.done(inbox.claim().orElseThrow(), DONE);
        clock.passes(Duration.ofDays(2));
        assertThat(inbox.forgetDoneBefore(clock.instant().minus(Duration.ofDays(3))))
                .isZero();
        assertThat(inbox.keep(List.of(said(1, 5)))).isEmpty();
    }

    @Test // #2
    void whatWasHandledIsForgottenAfterSomeDaysAndItsWordsAtOnce() {
        inbox.keep(List.of(said(1, 5), said(2, 6)));
        inbox.done(inbox.claim().orElseThrow(), DONE);
        assertThat(jdbc.sql("select count(*) from bot.inbox where payload::text like '%word 1%'")
                        .query(Long.class)
                        .single())
                .isZero();
        clock.passes(Duration.ofDays(4));
        assertThat(inbox.forgetDoneBefore(clock.instant().minus(Duration.ofDays(3))))
                .isEqualTo(1);
        assertThat(state(2)).isEqualTo("NEW");
    }

    @Test // #2
    void onlyTheOldestOfAUserCanBeClaimedAndNobodyWaitsForAnotherUser() {
        inbox.keep(List.of(said(1, 5), said(2, 5), said(3, 6)));
        KeptUpdate first = inbox.claim().orElseThrow();
        KeptUpdate second = inbox.claim().orElseThrow();
        assertThat(List.of(first.incoming().updateId(), second.incoming().updateId()))
                .containsExactly(1L, 3L);
        assertThat(inbox.claim()).isEmpty();
        inbox.done(first, DONE);
        assertThat(inbox.claim()).map(update -> update.incoming().updateId()).contains(2L);
    }

    @Test // #2
    void theOrderIsThatOfReceiptAlsoWhenUpdateIdsStartAnew() {
        inbox.keep(List.of(said(900, 5)));
        inbox.keep(List.of(said(10, 5)));
        assertThat(inbox.claim()).map(update -> update.incoming().updateId()).contains(900L);
    }

    @Test // #2
    void aClaimThatIsExtendedOutlastsASlowAnswer() {
        inbox.keep(List.of(said(1, 5)));
        KeptUpdate slow = inbox.claim().orElseThrow();
        for (int beat = 0; beat < 4; beat++) {
            clock.passes(Inbox.CLAIM.dividedBy(3));
            inbox.extend(List.of(slow.claim()));
            assertThat(inbox.claim()).isEmpty();
        }
        inbox.done(slow, DONE);
        assertThat(state(1)).isEqualTo("DONE");
    }

    @Test // #2, regression 3
    void aClaimOfADeadNodeRunsOutAndItsHolderCanChangeNothingAnyMore() {
        inbox.keep(List.of(said(1, 5)));
        KeptUpdate ofDeadNode = inbox.claim().orElseThrow();
        inbox.sent(ofDeadNode, 77);
        assertThat(inbox.claim()).isEmpty();
        clock.passes(Inbox.CLAIM.plusSeconds(1));
        KeptUpdate again = inbox.claim().orElseThrow();
        assertThat(again.sentMessageId())
                .as("the reply it sent is edited, not sent again")
                .isEqualTo(77);
        inbox.done(ofDeadNode, DONE);
        assertThat(state(1)).isEqualTo("NEW");
        inbox.done(again, DONE);
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
        assertThat(now.claim()).map(update -> update.incoming()).contains(said(1, 5));
        assertThat(now.unpark(1)).isFalse();
    }

    @Test // #2, regression 37
    void anUpdateThatCannotEvenBeReadIsParked() {
        inbox.keep(List.of(said(1, 5), said(2, 5)));
        jdbc.sql("update bot.inbox set payload = '{\"kind\":\"of-the-past\"}' where update_id = 1")
                .update();
        assertThat(inbox.claim()).isEmpty();
        assertThat(state(1)).isEqualTo("PARKED");
        assertThat(inbox.claim()).map(update -> update.incoming().updateId()).contains(2L);
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
        KeptUpdate first = inbox.claim().orElseThrow();
        assertThat(inbox.tellOnce(first, Duration.ofMinutes(30))).isTrue();
        assertThat(inbox.tellOnce(first, Duration.ofMinutes(30))).isFalse();
        inbox.done(first, DONE);
        KeptUpdate second = inbox.claim().orElseThrow();
        assertThat(inbox.tellOnce(second, Duration.ofMinutes(30))).isFalse();
        clock.passes(Duration.ofMinutes(31));
        assertThat(inbox.tellOnce(second, Duration.ofMinutes(30))).isTrue();
    }

    @Test // #2
    void theLastScreenOfTheQuizAndTheLastLanguageAreFoundAgain() {
        inbox.keep(List.of(said(1, 5), said(2, 5), said(3, 5)));
        assertThat(inbox.lastShown(5)).isEmpty();
        inbox.done(inbox.claim().orElseThrow(), new Done(31L, "q", Language.ES));
        inbox.done(inbox.claim().orElseThrow(), new Done(null, null, null));
        assertThat(inbox.lastShown(5)).contains(new Inbox.Shown(31, "q"));
        assertThat(inbox.lastLanguage(5)).contains(Language.ES);
        inbox.done(inbox.claim().orElseThrow(), new Done(31L, null, Language.SV));
        assertThat(inbox.lastShown(5)).as("the quiz is over").isEmpty();
        assertThat(inbox.lastLanguage(5)).contains(Language.SV);
        assertThat(inbox.lastLanguage(6)).isEqualTo(Optional.empty());
    }
}
