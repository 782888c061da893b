package org.sleepquiz.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks into a database on a connection of its own, with prepared statements, again and again. */
final class Probe implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Probe(Database database, String name) {
        this.connection = database.connect(name);
    }

    long number(String query, Object... parameters) {
        try {
            PreparedStatement statement = statements.get(query);
            if (statement == null) {
                statement = connection.prepareStatement(query);
                statements.put(query, statement);
            }
            for (int number = 0; number < parameters.length; number++) {
                statement.setObject(number + 1, parameters[number]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    boolean isTrue(String query, Object... parameters) {
        return number("select (" + query + ")::int", parameters) == 1;
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
