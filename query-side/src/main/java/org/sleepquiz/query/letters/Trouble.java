package org.sleepquiz.query.letters;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.axonframework.common.AxonTransientException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.sleepquiz.eventstore.UnusableMasterKey;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * What went wrong with an event, in words that tell nothing about the person.
 *
 * @param cause class of the failure
 * @param message what it said, without numbers and quotations
 * @param place the innermost place in our program, as in {@code EntryRows.writeEntries:156}
 * @param sqlState null if the database had no part in it
 */
public record Trouble(
        String cause,
        String message,
        @Nullable String place,
        @Nullable String sqlState) {

    /**
     * SQLStates and their classes that are about the server, the connection, or what others do at the same time: lost connections,
     * read-only servers, races, want of resources, locks, shutdown, disks, statements prepared before a migration.
     */
    private static final Set<String> OF_THE_SERVER =
            Set.of("08", "25", "40", "53", "55", "57", "58", "XX", "0A000", "42501");

    private static final String INTEGRITY = "23";

    private static final int LONGEST = 300;
    private static final Pattern QUOTATION = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final String OURS = "org.sleepquiz.";

    /**
     * Whether the failure would come again with this event and with no other. If not, the event is not to blame: whatever is out of
     * reach now will be back, and every event would fail.
     */
    public static boolean isOfTheEvent(Throwable failure) {
        return chain(failure).stream().noneMatch(Trouble::isOfTheServer);
    }

    private static boolean isOfTheServer(Throwable failure) {
        if (failure instanceof SQLException sql) {
            String state = Objects.requireNonNullElse(sql.getSQLState(), "");
            return sql instanceof SQLTransientException
                    || sql instanceof SQLRecoverableException
                    || sql instanceof SQLNonTransientConnectionException
                    || OF_THE_SERVER.contains(state)
                    || state.length() == 5 && OF_THE_SERVER.contains(state.substring(0, 2));
        }
        return failure instanceof TransientDataAccessException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof NonTransientDataAccessResourceException
                || failure instanceof TransactionException
                || failure instanceof AxonTransientException
                || failure instanceof UnusableMasterKey
                || failure instanceof IOException
                || failure instanceof TimeoutException
                || failure instanceof InterruptedException;
    }

    static Trouble of(Throwable failure) {
        Set<Throwable> chain = chain(failure);
        Throwable innermost = chain.stream()
                .filter(PSQLException.class::isInstance)
                .findFirst()
                .orElseGet(() -> chain.stream().reduce(failure, (outer, inner) -> inner));
        String state = innermost instanceof SQLException sql ? sql.getSQLState() : null;
        return new Trouble(innermost.getClass().getName(), said(innermost, state), place(innermost), state);
    }

    /** Of a violated constraint PostgreSQL names the table and the constraint first, and the row in its details only. */
    private static String said(Throwable failure, @Nullable String state) {
        if (failure instanceof PSQLException refused && state != null && state.startsWith(INTEGRITY)) {
            ServerErrorMessage message = refused.getServerErrorMessage();
            if (message != null && message.getMessage() != null) {
                return message.getMessage();
            }
        }
        String line = Objects.requireNonNullElse(failure.getMessage(), "")
                .lines()
                .findFirst()
                .orElse("");
        String scrubbed =
                NUMBER.matcher(QUOTATION.matcher(line).replaceAll("\"…\"")).replaceAll("#");
        return scrubbed.length() > LONGEST ? scrubbed.substring(0, LONGEST) + "…" : scrubbed;
    }

    private static @Nullable String place(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .map(frame ->
                        frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1) + "."
                                + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse(null);
    }

    /** The failure, its causes and the next exceptions of those, the outermost first. */
    private static Set<Throwable> chain(Throwable failure) {
        Set<Throwable> chain = new LinkedHashSet<>();
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(failure);
        while (!open.isEmpty()) {
            Throwable each = open.remove();
            if (chain.add(each)) {
                if (each.getCause() != null) {
                    open.add(each.getCause());
                }
                if (each instanceof SQLException sql && sql.getNextException() != null) {
                    open.add(sql.getNextException());
                }
            }
        }
        return chain;
    }
}
