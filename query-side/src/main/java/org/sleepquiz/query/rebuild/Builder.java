package org.sleepquiz.query.rebuild;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.query.rebuild.Build.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Works on the build under way, on one thread. Of all nodes one does so at a time, by a lock of the database that ends with its
 * connection; when a node dies another goes on where it was.
 */
final class Builder implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Builder.class);
    private static final Duration ENDING = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private final Builds builds;
    private final NextVersion next;
    private final Comparison comparison;
    private final Switching switching;
    private final OldVersions oldVersions;
    private final RebuildSettings settings;
    private final String node = ManagementFactory.getRuntimeMXBean().getName() + "/" + UUID.randomUUID();

    private volatile @Nullable ScheduledExecutorService worker;
    private String lastReason = ""; // of the worker's thread

    Builder(
            DataSource dataSource,
            Builds builds,
            NextVersion next,
            Comparison comparison,
            Switching switching,
            OldVersions oldVersions,
            RebuildSettings settings) {
        this.dataSource = dataSource;
        this.builds = builds;
        this.next = next;
        this.comparison = comparison;
        this.switching = switching;
        this.oldVersions = oldVersions;
        this.settings = settings;
    }

    @Override
    public void start() {
        CustomizableThreadFactory threads = new CustomizableThreadFactory("rebuild-");
        threads.setDaemon(true);
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(threads);
        long pause = settings.look().toMillis();
        started.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
        worker = started;
    }

    @Override
    public void stop() {
        ScheduledExecutorService stopping = worker;
        worker = null;
        if (stopping != null) {
            stopping.shutdownNow();
            try {
                stopping.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }

    /** There is something to do now. */
    void wake() {
        ScheduledExecutorService running = worker;
        if (running != null) {
            running.execute(this::look);
        }
    }

    private void look() {
        try {
            if (builds.underWay().isPresent() || next.exists()) {
                workIfNobodyElseDoes();
            }
            oldVersions.dropThoseKeptLongEnough();
        } catch (TakenAway gone) {
            LOG.info("event=rebuild_taken_away {}", gone.getMessage());
        } catch (SQLException | RuntimeException notNow) {
            report(notNow);
        }
    }

    /** Once per reason: it is tried again and again. */
    private void report(Exception notNow) {
        String reason = String.valueOf(notNow.getMessage());
        if (!reason.equals(lastReason)) {
            LOG.info("event=rebuild_waits why=\"{}\"", reason);
            lastReason = reason;
        }
    }

    private void workIfNobodyElseDoes() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            JdbcClient claim = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            if (isDone(claim, "select pg_try_advisory_lock(hashtext('sleepquiz rebuild'))")) {
                try {
                    work();
                } finally {
                    isDone(claim, "select pg_advisory_unlock(hashtext('sleepquiz rebuild'))");
                }
            }
        }
    }

    private static boolean isDone(JdbcClient claim, String lock) {
        return claim.sql(lock).query(Boolean.class).single();
    }

    private void work() throws SQLException {
        Optional<Build> underWay = builds.underWay();
        if (underWay.isEmpty()) {
            next.drop(); // what was abandoned, or failed
            return;
        }
        Build build = underWay.get();
        builds.take(build.version(), node);
        try {
            advance(build);
        } catch (EventsNotProjected failed) {
            if (failed.isForNow()) {
                throw failed;
            }
            fail(build, failed);
        } catch (Outdated failed) {
            fail(build, failed);
        }
    }

    private void fail(Build build, RuntimeException failed) {
        builds.failed(build.version(), node, String.valueOf(failed.getMessage()));
        LOG.error("event=rebuild_failed version={}", build.version(), failed);
        next.drop();
    }

    private void advance(Build found) throws SQLException {
        int version = found.version();
        if (found.eventsTotal() == null) {
            next.prepare();
            builds.prepared(version, node, next.eventsInTheLog());
            LOG.info("event=rebuild_begun version={}", version);
        }
        while (next.catchUp(version, node) >= NextVersion.AT_ONCE) {
            // the log has grown meanwhile
        }
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        if (found.status() == Status.BUILDING) {
            next.analyze();
            builds.compare(version, node);
        }
        if (found.status() != Status.READY) {
            next.requireNobodyIsBeingErased(); // before anybody has to wait for it
            List<Difference> differences = comparison.atOnePosition(() -> {
                next.catchUpAtOnce(version, node);
                next.requireNobodyIsBeingErased();
            });
            builds.ready(version, node, differences);
            LOG.info("event=rebuild_compared version={} differences={}", version, differences);
        }
        if (builds.version(version).orElseThrow().wantsToBeSwitched()) {
            switching.putInUse(version, node);
            LOG.info("event=rebuild_switched version={}", version);
        }
    }
}
