package org.sleepquiz.testsupport;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What was written to the read model's history, also what was written again, counted by the transaction that writes: what is rolled back
 * does not count.
 */
public record CountedWrites(TestDatabase database) {

    /** From now on. */
    public static CountedWrites in(TestDatabase database) {
        CountedWrites writes = new CountedWrites(database);
        writes.execute("""
                create table public.writes (number int generated always as identity, event_id uuid, sequence bigint);
                create function public.count_write() returns trigger language plpgsql as $$
                begin
                    insert into public.writes (event_id, sequence) values (new.event_id, new.sequence);
                    return new;
                end $$;
                create trigger count_write after insert or update on read_model.history
                for each row execute function public.count_write()
                """);
        return writes;
    }

    /** The numbers of the events in their people's streams, in the order in which they were written. */
    public List<Long> sequences() {
        return query("select sequence from public.writes order by number").stream()
                .map(Long::valueOf)
                .toList();
    }

    /** The events that were written more than once. */
    public List<String> repeated() {
        return query("select event_id::text from public.writes group by event_id having count(*) > 1");
    }

    /** No more from now on. */
    public void end() {
        execute("drop function public.count_write() cascade; drop table public.writes");
    }

    private List<String> query(String query) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void execute(String statements) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
