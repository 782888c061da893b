package org.sleepquiz.query.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.sleepquiz.query.diary.DiaryBatch;
import org.springframework.jdbc.core.JdbcOperations;

/** What a batch adds to everything that happened. */
final class HistoryRows implements DiaryBatch.Rows {

    private final JdbcOperations jdbc;
    private final Set<String> forgotten = new LinkedHashSet<>();
    private final List<Row> rows = new ArrayList<>();

    HistoryRows(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param data the event's JSON, which also says when it occurred
     * @param metaData the JSON beside it, which says who caused it
     */
    record Row(
            String user,
            long position,
            String event,
            long sequence,
            String type,
            int revision,
            String data,
            String metaData) {}

    void add(Row row) {
        rows.add(row);
    }

    void forget(String user) {
        rows.removeIf(row -> row.user.equals(user));
        forgotten.add(user);
    }

    @Override
    public void write() {
        jdbc.batchUpdate(
                "delete from history where user_id = ?",
                forgotten.stream().map(user -> new Object[] {user}).toList());
        if (!rows.isEmpty()) {
            jdbc.update(this::insert);
        }
        forgotten.clear();
        rows.clear();
    }

    /**
     * All rows in one statement, a parameter per column. Without {@code offset 0} PostgreSQL would merge the two selects and
     * parse each JSON twice. Of an event from before origins were recorded the row says nothing, also when it is written again.
     */
    private PreparedStatement insert(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement("""
                insert into history (user_id, position, event_id, sequence, type, revision, occurred_at, data,
                                                actor, via, trace_id)
                select user_id, position, event_id, sequence, type, revision, (data ->> 'occurredAt')::timestamptz, data,
                       meta_data ->> 'by', meta_data ->> 'via',
                       case when meta_data ->> 'by' is not null then meta_data ->> 'traceId' end
                from (select user_id, position, event_id::uuid, sequence, type, revision, data::jsonb, meta_data::jsonb
                      from unnest(?, ?, ?, ?, ?, ?, ?, ?)
                           as added (user_id, position, event_id, sequence, type, revision, data, meta_data)
                      offset 0) as typed
                on conflict (user_id, position) do update
                set event_id = excluded.event_id, sequence = excluded.sequence, type = excluded.type,
                    revision = excluded.revision, occurred_at = excluded.occurred_at, data = excluded.data,
                    actor = excluded.actor, via = excluded.via, trace_id = excluded.trace_id
                """);
        statement.setArray(1, connection.createArrayOf("text", column(Row::user, String[]::new)));
        statement.setArray(2, connection.createArrayOf("int8", column(Row::position, Long[]::new)));
        statement.setArray(3, connection.createArrayOf("text", column(Row::event, String[]::new)));
        statement.setArray(4, connection.createArrayOf("int8", column(Row::sequence, Long[]::new)));
        statement.setArray(5, connection.createArrayOf("text", column(Row::type, String[]::new)));
        statement.setArray(6, connection.createArrayOf("int4", column(Row::revision, Integer[]::new)));
        statement.setArray(7, connection.createArrayOf("text", column(Row::data, String[]::new)));
        statement.setArray(8, connection.createArrayOf("text", column(Row::metaData, String[]::new)));
        return statement;
    }

    private <T> T[] column(Function<Row, T> component, IntFunction<T[]> array) {
        return rows.stream().map(component).toArray(array);
    }
}
