package org.sleepquiz.eventstore;

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
     * <p>Plans made while a table is small would read the whole of it when it has grown; nothing here ever wants that.
     */
    static final String BEGINNING = beginning(LIMIT, "pg_advisory_xact_lock_shared");

    /** Has the log alone until the commit. */
    static final String BEGINNING_OF_ERASURE = beginning(ERASURE_PATIENCE, "pg_advisory_xact_lock");

    private AppendingTransaction() {}

    private static String beginning(Duration lockPatience, String lock) {
        return """
                select set_config('lock_timeout', '%1$d', true), set_config('statement_timeout', '%2$d', true),
                       set_config('idle_in_transaction_session_timeout', '%2$d', true),
                       set_config('enable_seqscan', 'off', true), %3$s(%4$d), pg_notify('%5$s', '')
                """.formatted(lockPatience.toMillis(), LIMIT.toMillis(), lock, LOCK, FollowedLog.CHANNEL);
    }
}
