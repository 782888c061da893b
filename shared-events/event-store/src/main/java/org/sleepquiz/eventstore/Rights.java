package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node's role of the database may do. Where the sides have roles of their own (decision 22) one side cannot do the work of
 * another, and waits until it is done.
 */
final class Rights {

    private static final Logger LOG = LoggerFactory.getLogger(Rights.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final int LOOKS_BETWEEN_WORDS = 50;

    private Rights() {}

    /** Whether it may make tables in that schema; of a schema that is not there yet, whether it may make it. */
    static boolean mayMake(DataSource dataSource, String schema) throws SQLException {
        return ask(dataSource, """
                select case when to_regnamespace(?) is null then has_database_privilege(current_database(), 'create')
                            else has_schema_privilege(to_regnamespace(?), 'create') end
                """, schema, schema);
    }

    /** Whether it may change the log and its keys. */
    static boolean mayWriteLog(DataSource dataSource) throws SQLException {
        return ask(dataSource, "select has_table_privilege('event_store.person_key', 'insert, update')");
    }

    static boolean ask(DataSource dataSource, String question, String... parameters) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(question)) {
            for (int number = 0; number < parameters.length; number++) {
                query.setString(number + 1, parameters[number]);
            }
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    @FunctionalInterface
    interface Condition {

        boolean holds() throws SQLException;
    }

    /**
     * Waits, for as long as it takes, and says so every ten seconds.
     *
     * @param what is waited for, for the log
     * @throws IllegalStateException if the thread is interrupted
     */
    static void await(String what, Condition condition) throws SQLException {
        for (int looks = 0; !condition.holds(); looks++) {
            if (looks % LOOKS_BETWEEN_WORDS == 0) {
                LOG.info("event=waiting for=\"{}\"", what);
            }
            try {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, interrupted);
            }
        }
    }
}
