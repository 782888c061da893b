package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What every transaction that changes the log says first, in a statement of its own. */
final class AppendingTransaction {

    /**
     * The most that one statement may take, or the time between two: a reader has to tell an index that nobody will fill any
     * more from a slow commit.
     */
    static final Duration LIMIT = Duration.ofSeconds(15);

    /** An erasure gives way when it does not get the log for itself within that time; appends wait behind it meanwhile. */
    private static final Duration ERASURE_PATIENCE = Duration.ofMillis(500);

    /** A number by which the lock is known among the advisory locks of the database. */
    private static final long LOCK = 7_533_711;

    /**
     * Shares the log with other appends and keeps erasures out until the commit, with which it wakes whoever follows the log.
     * What the transaction sees of the log in its next statement is no older than the last erasure.
     *
     * <p>Plans made while a table is small would read the whole of it when it has grown; nothing here ever wants that. And one
     * plan per connection is enough, for it does not depend on the values.
     */
    static final String BEGINNING = beginning(LIMIT, "pg_advisory_xact_lock_shared");

    /** Has the log alone until the commit. */
    static final String BEGINNING_OF_ERASURE = beginning(ERASURE_PATIENCE, "pg_advisory_xact_lock");

    /** For the way to the server and back, beyond what it may take itself. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private AppendingTransaction() {}

    /** Lets nobody wait for ever for a server that is gone without a word; the pool takes the limit off again. */
    static void expectAnAnswerFrom(Connection connection) throws SQLException {
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(LIMIT.plus(GRACE).toMillis()));
    }

    private static String beginning(Duration lockPatience, String lock) {
        return """
                select set_config('lock_timeout', '%1$d', true), set_config('statement_timeout', '%2$d', true),
                       set_config('idle_in_transaction_session_timeout', '%2$d', true),
                       set_config('enable_seqscan', 'off', true),
                       set_config('plan_cache_mode', 'force_generic_plan', true),
                       %3$s(%4$d), pg_notify('%5$s', '')
                """.formatted(lockPatience.toMillis(), LIMIT.toMillis(), lock, LOCK, FollowedLog.CHANNEL);
    }
}
