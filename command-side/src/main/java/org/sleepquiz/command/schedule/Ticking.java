package org.sleepquiz.command.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Lets one of all nodes look at the schedule, again and again; if it dies, another goes on after some 20 to 30 s.
 *
 * <p>One at a time, so that what is sent is bounded for all of them together. The time between two looks is by the machine's clock,
 * whatever clock the schedule goes by.
 */
final class Ticking implements SmartLifecycle {

    static final String TASK = "send-what-is-due";

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** db-scheduler wants no fewer. */
    private static final int MISSED_HEARTBEATS = 4;

    /** For a look that is under way when the node is stopped. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Scheduler scheduler;
    private final JdbcClient jdbc;
    private final Duration interval;

    Ticking(DataSource dataSource, Dispatch dispatch, Duration interval) {
        this.jdbc = JdbcClient.create(dataSource);
        this.interval = interval;
        RecurringTask<Void> look =
                Tasks.recurring(TASK, FixedDelay.of(interval)).execute((instance, context) -> dispatch.look());
        scheduler = Scheduler.create(dataSource)
                .startTasks(look)
                .tableName("schedule.scheduled_tasks")
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(polling(interval))
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .threads(1)
                .shutdownMaxWait(CLOSING)
                .schedulerName(new SchedulerName.Fixed(nodeId()))
                .build();
    }

    /** Often enough not to make a look much later than it should be. */
    private static Duration polling(Duration interval) {
        Duration half = interval.dividedBy(2);
        Duration longest = Duration.ofSeconds(1);
        return half.compareTo(longest) < 0 ? half : longest;
    }

    /** Unique even among applications in one JVM. */
    private static String nodeId() {
        return UUID.randomUUID().toString().substring(0, 8) + "/"
                + ManagementFactory.getRuntimeMXBean().getName();
    }

    /**
     * Dates back what is dated further ahead than it can be. A clock that was wrong has done that, and else nobody would look, or take a
     * dead node's place, until the others' clocks have come so far.
     */
    @Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
    void dateBack() {
        Instant now = Instant.now();
        jdbc.sql("""
                        update schedule.scheduled_tasks
                        set execution_time = least(execution_time, :now), last_heartbeat = least(last_heartbeat, :now)
                        where greatest(execution_time, last_heartbeat) > :tooFar
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                // clocks may differ by as long as it takes until a node is held to be dead
                .param(
                        "tooFar",
                        now.plus(interval)
                                .plus(HEARTBEAT.multipliedBy(MISSED_HEARTBEATS))
                                .atOffset(ZoneOffset.UTC))
                .update();
    }

    @Override
    public void start() {
        scheduler.start();
    }

    @Override
    public void stop() {
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return scheduler.getSchedulerState().isStarted()
                && !scheduler.getSchedulerState().isShuttingDown();
    }
}
