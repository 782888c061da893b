package org.sleepquiz.standalone.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Up to which position a log was restored: what stands there is of before, what comes behind has happened since. Kept as the comment of
 * the log's schema, which is there in every version, goes with the schema, and is in no back-up.
 */
public final class RestoredUpTo {

    private static final Pattern SAID = Pattern.compile("restored up to position (-?\\d+)");

    private RestoredUpTo() {}

    /** Says so of a log in which nothing has happened since. */
    static void say(Statement statement) throws SQLException {
        long newest;
        try (ResultSet row =
                statement.executeQuery("select coalesce(max(global_index), -1) from event_store.domain_event_entry")) {
            row.next();
            newest = row.getLong(1);
        }
        statement.execute("comment on schema event_store is 'restored up to position " + newest + "'");
    }

    /** @return nothing of a log that was not restored, or by something else that did not say so */
    public static OptionalLong of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select coalesce(obj_description('event_store'::regnamespace, 'pg_namespace'), '')")) {
            row.next();
            Matcher said = SAID.matcher(row.getString(1));
            return said.find() ? OptionalLong.of(Long.parseLong(said.group(1))) : OptionalLong.empty();
        }
    }
}
