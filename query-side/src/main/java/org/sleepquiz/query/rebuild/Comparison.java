package org.sleepquiz.query.rebuild;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Compares the tables of the next version, row by row, with those in use as they were at the same position of the log. */
final class Comparison {

    /** The others keep the house. */
    private static final String COMPARED = """
            select class.relname
            from pg_class class
            where class.relnamespace = 'read_model_next'::regnamespace and class.relkind = 'r'
              and class.relname not in ('token_entry', 'dead_letter', 'passed_over', 'flyway_schema_history')
            order by class.relname
            """;

    private final DataSource dataSource;

    Comparison(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * While the positions of the tables in use stand still, the next version is brought to the same ones and both are looked at
     * in one snapshot. Then all go on, and the snapshot is compared, however long that takes.
     *
     * @param catchUp brings the next version to where the tables in use are, and commits
     */
    List<Difference> atOnePosition(Runnable catchUp) throws SQLException {
        try (Connection snapshot = snapshotConnection()) {
            JdbcClient comparing = clientOf(snapshot);
            try (Connection standing = snapshotConnection()) {
                JdbcClient still = clientOf(standing);
                still.sql("set local lock_timeout = '" + Switching.PATIENCE + "'")
                        .update();
                // waits for what is being projected and keeps the next from it; takes no snapshot yet
                still.sql("lock table read_model.dead_letter, read_model.token_entry in share mode")
                        .update();
                catchUp.run();
                String name = still.sql("select pg_export_snapshot()")
                        .query(String.class)
                        .single();
                comparing.sql("set transaction snapshot '" + name + "'").update();
                standing.rollback();
            }
            List<Difference> differences = new ArrayList<>();
            for (String table : comparing.sql(COMPARED).query(String.class).list()) {
                differences.add(compare(comparing, table));
            }
            snapshot.rollback();
            return differences;
        }
    }

    private Connection snapshotConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        // the tables of years take longer than any other statement may; the pool takes that off again
        connection.setNetworkTimeout(Runnable::run, 0);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return connection;
    }

    private static JdbcClient clientOf(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    /** By the columns of the next version. */
    private static Difference compare(JdbcClient jdbc, String table) {
        List<String> columns =
                jdbc.sql("""
                        select quote_ident(attribute.attname)
                        from pg_attribute attribute
                        where attribute.attrelid = format('read_model_next.%I', :table)::regclass
                          and attribute.attnum > 0 and not attribute.attisdropped
                        order by attribute.attnum
                        """).param("table", table).query(String.class).list();
        List<String> key =
                jdbc.sql("""
                        select quote_ident(attribute.attname)
                        from pg_index index
                        join pg_attribute attribute
                            on attribute.attrelid = index.indrelid and attribute.attnum = any (index.indkey)
                        where index.indrelid = format('read_model_next.%I', :table)::regclass and index.indisprimary
                        """).param("table", table).query(String.class).list();
        return jdbc.sql("""
                        select count(*) filter (where new.tableoid is null) as only_in_old,
                               count(*) filter (where old.tableoid is null) as only_in_new,
                               count(*) filter (where old.tableoid is not null and new.tableoid is not null
                                                  and row(%s) is distinct from row(%s)) as different
                        from read_model.%s old
                        full join read_model_next.%s new on %s
                        """.formatted(
                                listed("old", columns),
                                listed("new", columns),
                                table,
                                table,
                                key.stream()
                                        .map(column -> "old." + column + " = new." + column)
                                        .collect(Collectors.joining(" and "))))
                .query((row, number) -> new Difference(
                        table, row.getLong("only_in_old"), row.getLong("only_in_new"), row.getLong("different")))
                .single();
    }

    private static String listed(String version, List<String> columns) {
        return columns.stream().map(column -> version + "." + column).collect(Collectors.joining(", "));
    }
}
