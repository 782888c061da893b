package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as processors follow it: they are woken as soon as something was appended, whichever node did it. PostgreSQL tells
 * by {@code NOTIFY}, which every append sends with its commit; in case one is lost, the newest position is looked at now and
 * then. Without this a pooled processor at rest looks every 500 ms, at a cache that hears of other nodes' appends once a
 * second.
 *
 * <p>One thread and one of the pool's connections per node, from the first stream that is opened until the log is closed.
 * While the database is out of reach, or does not pass notifications on (as behind a pooler of transactions), the log is
 * looked at instead.
 */
public final class FollowedLog implements StreamableMessageSource<TrackedEventMessage<?>>, AutoCloseable {

    static final String CHANNEL = "sleepquiz_events";

    private static final Logger LOG = LoggerFactory.getLogger(FollowedLog.class);

    private final EventStorageEngine engine;
    private final DataSource dataSource;
    private final Duration pollInterval;
    private final Set<LogStream> open = ConcurrentHashMap.newKeySet();
    private @Nullable Thread watch; // guarded by this
    private volatile boolean closed;

    // of the watching thread alone
    private long newest = -1;
    private boolean outOfReach;

    FollowedLog(EventStorageEngine engine, DataSource dataSource, Duration pollInterval) {
        this.engine = engine;
        this.dataSource = dataSource;
        this.pollInterval = pollInterval;
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken after) {
        LogStream stream = new LogStream(engine, after, open::remove);
        open.add(stream);
        watch();
        return stream;
    }

    @Override
    public TrackingToken createTailToken() {
        return engine.createTailToken();
    }

    @Override
    public TrackingToken createHeadToken() {
        return engine.createHeadToken();
    }

    @Override
    public TrackingToken createTokenAt(Instant instant) {
        return engine.createTokenAt(instant);
    }

    private synchronized void watch() {
        if (watch == null && !closed) {
            watch = new Thread(this::watchUntilClosed, "log-watch");
            watch.setDaemon(true);
            watch.start();
        }
    }

    private void watchUntilClosed() {
        while (!closed) {
            try (Connection connection = dataSource.getConnection()) {
                listen(connection);
            } catch (SQLException | RuntimeException failure) {
                report(failure);
                rest();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement head = connection.prepareStatement(
                        "select coalesce(max(global_index), -1) from event_store.domain_event_entry")) {
            statement.execute("listen " + CHANNEL);
            PGConnection postgres = connection.unwrap(PGConnection.class);
            look(head);
            while (!closed) {
                boolean told = postgres.getNotifications(Math.toIntExact(pollInterval.toMillis())).length > 0;
                if (told) {
                    open.forEach(LogStream::wake);
                } else {
                    look(head);
                }
                outOfReach = false;
            }
            // the connection goes back to the pool
            statement.execute("unlisten " + CHANNEL);
        }
    }

    private void look(PreparedStatement head) throws SQLException {
        try (ResultSet row = head.executeQuery()) {
            row.next();
            long position = row.getLong(1);
            boolean moved = position > newest;
            newest = position;
            // an append that was overtaken by a later one does not move the head; it fills a gap
            open.stream().filter(stream -> moved || stream.hasFreshGaps()).forEach(LogStream::wake);
        }
    }

    private void report(Exception failure) {
        // once; the processors meet the same failure and report it by themselves
        if (!outOfReach && !closed) {
            outOfReach = true;
            LOG.warn("event=log_out_of_reach", failure);
        }
    }

    private void rest() {
        try {
            Thread.sleep(pollInterval.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Ends the watch; open streams are woken no more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            try {
                watch.join(pollInterval.toMillis() + 1_000);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
