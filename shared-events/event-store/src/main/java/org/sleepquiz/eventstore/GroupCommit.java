package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;
import org.sleepquiz.eventstore.Gathering.Asked;

/**
 * Appends what several callers bring at the same time with one statement, one commit and one round trip. Each append is
 * stored whole or not at all, and a lost one does not hurt the others: the statement leaves out those whose streams do not end
 * where their writers believed, or have lost their key ({@link Append#STORE}), and every caller hears after the commit.
 *
 * <p>Three hazards and what is done about them:
 * <ul>
 * <li>Another node may take a place between the statement's look and its insert. The unique key then fails the whole
 *     statement; nothing is stored, and it is done again, which sees that place taken.
 * <li>A person may be erased at the same moment. The erasure takes a lock against all appends ({@link AppendingTransaction}),
 *     in a statement of its own so that this one's view of the tables begins after it.
 * <li>Plans made while a table is small would read it whole when it has grown. Nothing here ever wants that.
 * </ul>
 */
final class GroupCommit {

    private static final String APPEND = AppendingTransaction.BEGINNING + ";" + Append.STORE;

    /** A conflict between look and insert is rare, another one of the same group rarer: then one append after the other. */
    private static final int MOST_ATTEMPTS_AS_A_GROUP = 3;

    private static final DuplicateKeyAwareResolver RACES = new DuplicateKeyAwareResolver();

    private final DataSource dataSource;

    GroupCommit(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Answers each append with the position of its newest event, or with nothing if it has lost a race. */
    void store(List<Asked<Append, OptionalLong>> group) throws SQLException {
        List<Asked<Append, OptionalLong>> open = group;
        while (!open.isEmpty()) {
            List<Asked<Append, OptionalLong>> together = new ArrayList<>(open.size());
            List<Asked<Append, OptionalLong>> later = new ArrayList<>();
            Set<String> streams = new HashSet<>();
            for (Asked<Append, OptionalLong> asked : open) {
                // the second append to a stream sees the first one only when that is committed
                boolean apart = Collections.disjoint(streams, asked.question().streams());
                (apart ? together : later).add(asked);
                streams.addAll(asked.question().streams());
            }
            storeTogether(together);
            open = later;
        }
    }

    private void storeTogether(List<Asked<Append, OptionalLong>> group) throws SQLException {
        for (int attempt = 1; attempt <= MOST_ATTEMPTS_AS_A_GROUP; attempt++) {
            try {
                insert(group);
                return;
            } catch (SQLException refused) {
                if (!isFaultOfARow(refused)) {
                    throw refused;
                }
            }
        }
        for (Asked<Append, OptionalLong> asked : group) {
            storeAlone(asked);
        }
    }

    private void storeAlone(Asked<Append, OptionalLong> asked) throws SQLException {
        try {
            insert(List.of(asked));
        } catch (SQLException refused) {
            if (RACES.isDuplicateKeyViolation(refused)) {
                asked.answer().complete(OptionalLong.empty());
            } else if (isFaultOfARow(refused)) {
                asked.answer().completeExceptionally(refused);
            } else {
                throw refused;
            }
        }
    }

    /** A conflict, or a value that the table does not take: PostgreSQL's classes 22 and 23 and a deadlock. */
    private static boolean isFaultOfARow(SQLException refused) {
        String state = String.valueOf(refused.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || RACES.isDuplicateKeyViolation(refused);
    }

    /** One round trip: both statements go out together and are one transaction, committed when this returns. */
    private void insert(List<Asked<Append, OptionalLong>> group) throws SQLException {
        Map<String, Long> positions;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement append = connection.prepareStatement(APPEND)) {
            AppendingTransaction.expectAnAnswerFrom(connection);
            Append.bind(group.stream().map(Asked::question).toList(), connection, append);
            append.execute();
            append.getMoreResults();
            try (ResultSet stored = append.getResultSet()) {
                positions = Append.positions(stored);
            }
        }
        for (Asked<Append, OptionalLong> asked : group) {
            Long position = positions.get(asked.question().rows().get(0).stream());
            asked.answer().complete(position == null ? OptionalLong.empty() : OptionalLong.of(position));
        }
    }
}
