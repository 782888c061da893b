package org.sleepquiz.query.diary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.PATIENCE;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.registered;
import static org.sleepquiz.query.Events.settingsChanged;

import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.query.Events;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.CountedWrites;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * However the log is written (side by side, slowly, in vain, by either engine), the diary has every event of it, and each took effect
 * once.
 */
class GapsIT {

    private static final Logger LOG = LoggerFactory.getLogger(GapsIT.class);
    private static final int WRITERS = 6; // for each engine
    private static final int TRANSACTIONS = 30; // of each writer

    private final long seed = System.nanoTime();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private QueryNode node;
    private QueryNode plain;
    private CountedWrites writes;

    @BeforeEach
    void start() {
        TestDatabase database = TestPostgres.freshDatabase();
        node = QueryNode.on(database);
        // a node that only appends, each time in a transaction of the caller
        plain = QueryNode.on(database, "--sleepquiz.event-engine=plain");
        plain.processor().shutDown();
        await().atMost(PATIENCE).until(() -> node.processor().processingStatus().size() == 4);
        writes = CountedWrites.in(database);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        plain.close();
        node.close();
    }

    @Test // #5, regression 31
    void noEventIsSkippedHoweverSlowAndInVainOthersWrite() {
        LOG.info("seed={}", seed);
        Held kept = new Held(false);
        Held rolledBack = new Held(true);
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed + i);
            writers.add(CompletableFuture.runAsync(() -> writePlainly(random), threads));
            writers.add(CompletableFuture.runAsync(() -> writeInGroups(random), threads));
        }
        writers.forEach(CompletableFuture::join);
        String last = newUser();
        node.happened(registered(last));

        // the diary has long read what was committed after these two
        double gaps = node.metric("sleepquiz_diary_gaps");
        double longestWrite = node.metric("sleepquiz_log_longest_write_seconds");
        kept.letGo();
        rolledBack.letGo();

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(differences()).isEmpty());
        assertThat(gaps).isGreaterThanOrEqualTo(2);
        assertThat(longestWrite).isPositive();
        assertThat(node.count("users", "telegram_id", kept.user)).isOne();
        assertThat(node.count("users", "telegram_id", rolledBack.user)).isZero();
        assertThat(writes.repeated()).isEmpty();
        await().atMost(PATIENCE).until(() -> node.metric("sleepquiz_diary_lag_positions") == 0);
        assertThat(node.metric("sleepquiz_diary_lag_seconds")).isZero();
        LOG.info(
                "events={} positions={} gaps={}",
                node.sql("select count(*) from event_store.domain_event_entry")
                        .query(Long.class)
                        .single(),
                node.bean(EventStorageEngine.class).createHeadToken().position().orElseThrow(),
                node.metric("sleepquiz_diary_gaps"));
    }

    /** Takes a position in the log and keeps it to itself until it is told to go. */
    private final class Held {

        final String user = newUser();
        private final CountDownLatch taken = new CountDownLatch(1);
        private final CountDownLatch told = new CountDownLatch(1);
        private final CompletableFuture<Void> done;

        Held(boolean inVain) {
            done = CompletableFuture.runAsync(
                    () -> transaction().executeWithoutResult(status -> {
                        append(plain, user, 0, registered(user));
                        taken.countDown();
                        waitUntilTold();
                        if (inVain) {
                            status.setRollbackOnly();
                        }
                    }),
                    threads);
            await(taken);
        }

        void letGo() {
            told.countDown();
            done.join();
        }

        /** Not standing still: the server would end a transaction that does for 15 s. */
        private void waitUntilTold() {
            JdbcClient own = JdbcClient.create(plain.bean(DataSource.class));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> own.sql("select 1").query(Integer.class).single() == 1 && told.getCount() == 0);
        }

        private void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    /** Transactions of one to three events that take their time; a third of them comes to nothing. */
    private void writePlainly(Random random) {
        String user = newUser();
        long next = 0;
        for (int i = 0; i < TRANSACTIONS; i++) {
            int events = 1 + random.nextInt(3);
            // not the first: the writer would hold on to a key that was never stored
            boolean inVain = next > 0 && random.nextInt(3) == 0;
            long first = next;
            transaction().executeWithoutResult(status -> {
                for (int e = 0; e < events; e++) {
                    append(plain, user, first + e, event(user, first + e));
                    rest(random);
                }
                if (inVain) {
                    status.setRollbackOnly();
                }
            });
            next += inVain ? 0 : events;
        }
    }

    /** As commands do it; now and then somebody else was there first. */
    private void writeInGroups(Random random) {
        String user = newUser();
        for (long i = 0; i < TRANSACTIONS; i++) {
            append(node, user, i, event(user, i));
            if (random.nextInt(4) == 0) {
                long taken = i;
                assertThatThrownBy(() -> append(node, user, taken, event(user, taken)))
                        .isInstanceOf(ConcurrencyException.class);
            }
            rest(random);
        }
    }

    private static UserSleepEvent event(String user, long number) {
        return number == 0
                ? registered(user)
                : settingsChanged(
                        user,
                        new Settings(true, LocalTime.of(7, 0), Events.STOCKHOLM, Language.SV, 300 + (int) number));
    }

    private static void append(QueryNode writer, String user, long sequence, UserSleepEvent event) {
        writer.bean(EventStorageEngine.class)
                .appendEvents(List.of(new GenericDomainEventMessage<>("UserSleep", user, sequence, event)));
    }

    private static void rest(Random random) {
        int longest = random.nextInt(20) == 0 ? 200 : 15;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(longest)));
    }

    private TransactionTemplate transaction() {
        return new TransactionTemplate(plain.bean(PlatformTransactionManager.class));
    }

    /** Events that are not in the diary, rows that no event has made, and people whose newest event did not have the last word. */
    private List<String> differences() {
        return node.sql("""
                        select coalesce(event.event_identifier, kept.event_id::text)
                        from event_store.domain_event_entry event
                        full join read_model.history kept on kept.event_id::text = event.event_identifier
                        where event.event_identifier is null or kept.event_id is null or kept.position <> event.global_index
                        union all
                        select telegram_id
                        from read_model.users person
                        cross join lateral (select sequence from read_model.history where user_id = telegram_id
                                            order by position desc limit 1) newest
                        where sequence > 0 and sleep_need_minutes <> 300 + sequence
                        """).query(String.class).list();
    }
}
