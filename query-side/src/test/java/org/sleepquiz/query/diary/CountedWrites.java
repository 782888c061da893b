package org.sleepquiz.query.diary;

import java.util.List;
import org.sleepquiz.query.QueryNode;

/** How often events are written to the history, counted by the transaction that writes: what is rolled back does not count. */
record CountedWrites(QueryNode node) {

    /** From now on. */
    static CountedWrites of(QueryNode node) {
        node.sql("create table public.writes (event_id uuid)").update();
        node.sql("""
                        create function public.count_write() returns trigger language plpgsql as $$
                        begin
                            insert into public.writes values (new.event_id);
                            return new;
                        end $$
                        """).update();
        node.sql("""
                        create trigger count_write after insert or update on read_model.history
                        for each row execute function public.count_write()
                        """).update();
        return new CountedWrites(node);
    }

    List<String> ofTheSameEvent() {
        return node.sql("select event_id::text from public.writes group by event_id having count(*) > 1")
                .query(String.class)
                .list();
    }
}
