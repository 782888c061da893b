package org.sleepquiz.query.diary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.PATIENCE;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.registered;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How soon a row can be read after its event was appended, with the settings that are shipped. */
class VisibilityIT {

    private static final Logger LOG = LoggerFactory.getLogger(VisibilityIT.class);
    private static final int WARM_UP = 30;
    private static final int SAMPLES = 200;

    private static QueryNode reading;
    private static QueryNode writing;

    @BeforeAll
    static void start() {
        TestDatabase database = TestPostgres.freshDatabase();
        reading = QueryNode.on(database);
        // a node that only appends, as another program would
        writing = QueryNode.on(database);
        writing.processor().shutDown();
        await().atMost(PATIENCE)
                .until(() -> reading.processor().processingStatus().size() == 4);
    }

    @AfterAll
    static void stop() {
        writing.close();
        reading.close();
    }

    @Test // #2
    void aRowFollowsItsEventWhoeverAppendedAndTheLogSaysHowSoon() {
        long[] nanos = new long[SAMPLES];
        for (int i = -WARM_UP; i < SAMPLES; i++) {
            // not in step with the look at the log
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(7 + Math.floorMod(i * 13, 41)));
            String user = newUser();
            long position = writing.append(registered(user), completed(user, night(LocalDate.of(2026, 11, 24))));
            long appended = System.nanoTime();
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> reading.knows(user, position));
            if (i >= 0) {
                nanos[i] = System.nanoTime() - appended;
            }
        }
        Arrays.sort(nanos);
        double median = nanos[SAMPLES / 2] / 1e6;
        double p99 = nanos[SAMPLES * 99 / 100] / 1e6;
        LOG.info("visible after p50={} ms p99={} ms max={} ms", median, p99, nanos[SAMPLES - 1] / 1e6);
        assertThat(nanos).doesNotContain(0);
    }
}
