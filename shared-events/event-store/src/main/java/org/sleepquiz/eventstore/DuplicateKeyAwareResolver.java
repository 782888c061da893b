package org.sleepquiz.eventstore;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.jspecify.annotations.Nullable;

/**
 * Knows a lost race by PostgreSQL's SQLState 23505, wherever it is: the driver hides it behind a
 * {@code BatchUpdateException}, as the next exception of a cause. Axon's own resolver looks at the outermost exception's
 * vendor code only and takes the lost race for a broken database.
 */
public final class DuplicateKeyAwareResolver implements PersistenceExceptionResolver {

    private static final String UNIQUE_VIOLATION = "23505";

    /** Two transactions waited for each other: one of them was picked to lose. */
    private static final String DEADLOCK = "40P01";

    /** An erasure did not get the log for itself. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final Set<String> RACES = Set.of(UNIQUE_VIOLATION, DEADLOCK, LOCK_NOT_AVAILABLE);

    @Override
    public boolean isDuplicateKeyViolation(Exception exception) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        push(open, exception);
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (!seen.add(next)) {
                continue;
            }
            if (next instanceof SQLException sql) {
                if (sql.getSQLState() != null && RACES.contains(sql.getSQLState())) {
                    return true;
                }
                push(open, sql.getNextException());
            }
            push(open, next.getCause());
        }
        return false;
    }

    private static void push(Deque<Throwable> open, @Nullable Throwable throwable) {
        if (throwable != null) {
            open.push(throwable);
        }
    }
}
