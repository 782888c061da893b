package org.sleepquiz.command.publishing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.publishing.Republication.State;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All republications there were; the unique index lets one run at a time. */
class RepublicationTable {

    /** What a new measurement of the pace counts for. */
    private static final double NEWEST = 0.2;

    private final JdbcClient jdbc;
    private final Clock clock;

    RepublicationTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The position of the newest event, -1 if there is none. */
    long head() {
        return jdbc.sql("select coalesce(max(global_index), -1) from event_store.domain_event_entry")
                .query(Long.class)
                .single();
    }

    /** @throws org.springframework.dao.DuplicateKeyException if one runs already */
    Republication begin(String topic, @Nullable String telegramId, long from, long to) {
        Instant now = clock.instant();
        Republication begun = new Republication(
                UUID.randomUUID(), topic, telegramId, from, to, from - 1, 0, 0, State.RUNNING, null, now, now);
        jdbc.sql("""
                        insert into event_store.republication (
                            id, topic, telegram_id, from_position, to_position, position, published, per_second, state,
                            started_at, moved_at)
                        values (:id, :topic, :user, :from, :to, :position, 0, 0, 'RUNNING', :now, :now)
                        """)
                .param("id", begun.id())
                .param("topic", topic)
                .param("user", telegramId)
                .param("from", from)
                .param("to", to)
                .param("position", begun.position())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        return begun;
    }

    Optional<Republication> find(UUID id) {
        return jdbc.sql("select * from event_store.republication where id = :id")
                .param("id", id)
                .query(RepublicationTable::republication)
                .optional();
    }

    /** The newest first. */
    List<Republication> latest(int most) {
        return jdbc.sql("select * from event_store.republication order by started_at desc limit :most")
                .param("most", most)
                .query(RepublicationTable::republication)
                .list();
    }

    /** The one that runs, for this transaction alone; empty if there is none, or another node is at it. */
    Optional<Republication> take() {
        return jdbc.sql("select * from event_store.republication where state = 'RUNNING' for update skip locked")
                .query(RepublicationTable::republication)
                .optional();
    }

    /** Notes what was sent; who it was about is forgotten with the last of it. */
    void moved(Republication run, long position, int published, double perSecond) {
        boolean done = position >= run.to();
        jdbc.sql("""
                        update event_store.republication set
                            position = :position,
                            published = published + :published,
                            per_second = case when per_second = 0 then :pace
                                              else per_second * (1 - :newest) + :pace * :newest end,
                            state = case when :done then 'DONE' else state end,
                            telegram_id = case when :done then null else telegram_id end,
                            trouble = null,
                            moved_at = :now
                        where id = :id
                        """)
                .param("id", run.id())
                .param("position", position)
                .param("published", published)
                .param("pace", perSecond)
                .param("newest", NEWEST)
                .param("done", done)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    void troubled(String cause) {
        jdbc.sql("update event_store.republication set trouble = :cause where state = 'RUNNING'")
                .param("cause", cause)
                .update();
    }

    /** Once this returns, nothing more of it is sent. */
    void stop(UUID id) {
        jdbc.sql("""
                        update event_store.republication set state = 'STOPPED', telegram_id = null
                        where id = :id and state = 'RUNNING'
                        """).param("id", id).update();
    }

    private static Republication republication(ResultSet row, int number) throws SQLException {
        return new Republication(
                row.getObject("id", UUID.class),
                row.getString("topic"),
                row.getString("telegram_id"),
                row.getLong("from_position"),
                row.getLong("to_position"),
                row.getLong("position"),
                row.getLong("published"),
                row.getDouble("per_second"),
                State.valueOf(row.getString("state")),
                row.getString("trouble"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("moved_at", OffsetDateTime.class).toInstant());
    }
}
