package org.sleepquiz.query.letters;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * The table of dead letters. Only the node that follows a person's segment adds to their letters, in the transaction that moves its
 * token; whoever tries them again takes them away in the transaction that gives them effect. So whoever sees no letter of a
 * person may project what happens to them next, and whoever sees one must queue it, however these transactions overlap.
 */
@Component
public class Letters {

    private static final Logger LOG = LoggerFactory.getLogger(Letters.class);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final LetterProperties properties;

    Letters(JdbcClient jdbc, Clock clock, LetterProperties properties) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.properties = properties;
    }

    /** Of these people, those who have letters: what happens to them next has to queue behind. */
    public Set<String> peopleAmong(Collection<String> people) {
        return new HashSet<>(jdbc.sql("select distinct person from dead_letter where person = any (?)")
                .param(people.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    /** Whether the person has a letter up to that position, so that it cannot be reached before somebody has done something. */
    public boolean holdUp(String person, long position) {
        return jdbc.sql("select exists (select from dead_letter where person = :person and position <= :position)")
                .param("person", person)
                .param("position", position)
                .query(Boolean.class)
                .single();
    }

    /** Whether so many people have letters that something else must be wrong than their events. */
    public boolean areTooMany() {
        return jdbc.sql("select count(*) from dead_letter where status in ('FAILED', 'STUCK')")
                        .query(Long.class)
                        .single()
                >= properties.mostPeople();
    }

    /**
     * Makes a letter of an event that has failed.
     *
     * @return false if an operator had discarded it before the log was read again: it is passed over, and nothing queues behind it
     */
    public boolean add(EventInLog event, Throwable failure) {
        Trouble trouble = Trouble.of(failure);
        Instant now = clock.instant();
        Instant next = properties.tries() > 1 ? now.plus(properties.pauseAfter(1)) : null;
        StatementSpec insert = about(event, """
                insert into dead_letter (event_id, person, position, sequence, type, status, queued_at, attempts,
                    cause, cause_message, cause_place, sql_state, first_failed_at, last_failed_at, next_try_at)
                values (:id, :person, :position, :sequence, :type, :status, :now, 1,
                    :cause, :message, :place, :sqlState, :now, :now, :next::timestamptz)
                on conflict (event_id) do nothing
                """);
        boolean added = failed(insert, trouble, now, next).update() == 1;
        LOG.error(
                "event=dead_letter new={} id={} type={} position={} person={} cause={} sqlState={} at={} message=\"{}\"",
                added,
                event.id(),
                event.type(),
                event.position(),
                Pseudonym.of(event.person()),
                trouble.cause(),
                trouble.sqlState(),
                trouble.place(),
                trouble.message());
        return added;
    }

    /** Queues an event behind the person's letters, untried. */
    public void queue(EventInLog event) {
        about(event, """
                        insert into dead_letter (event_id, person, position, sequence, type, status, queued_at)
                        values (:id, :person, :position, :sequence, :type, 'WAITING', :now)
                        on conflict (event_id) do nothing
                        """).param("now", at(clock.instant())).update();
    }

    /** Takes away the letters of somebody who was erased; waits for whoever is just trying them. */
    public void forget(String person) {
        jdbc.sql("delete from dead_letter where person = :person")
                .param("person", person)
                .update();
    }

    /** How many letters there are that may still take effect. */
    public long open() {
        return jdbc.sql("select count(*) from dead_letter where status <> 'DISCARDED'")
                .query(Long.class)
                .single();
    }

    long count(LetterStatus status) {
        return jdbc.sql("select count(*) from dead_letter where status = :status")
                .param("status", status.name())
                .query(Long.class)
                .single();
    }

    /** For how long the oldest open letter has been one; zero if there is none. */
    Duration age() {
        return jdbc.sql("select queued_at from dead_letter where status <> 'DISCARDED' order by queued_at limit 1")
                .query(OffsetDateTime.class)
                .optional()
                .map(queuedAt -> Duration.between(queuedAt.toInstant(), clock.instant()))
                .orElse(Duration.ZERO);
    }

    /** People whose first letter is to be tried now; those that have waited longest first. */
    List<String> due(int limit) {
        return jdbc.sql("""
                        select person
                        from (select distinct on (person) person, status, next_try_at
                              from dead_letter
                              where person is not null
                              order by person, position) as first
                        where status = 'WAITING' or next_try_at <= :now
                        order by next_try_at nulls first
                        limit :limit
                        """)
                .param("now", at(clock.instant()))
                .param("limit", limit)
                .query(String.class)
                .list();
    }

    /** All letters of a person in the order in which they happened, for nobody else until the end of the transaction. */
    List<Letter> locked(String person) {
        return jdbc.sql("select * from dead_letter where person = :person order by position for update")
                .param("person", person)
                .query(Letter::of)
                .list();
    }

    /** Takes away a letter that has taken effect. */
    void delivered(Letter letter) {
        jdbc.sql("delete from dead_letter where event_id = :id")
                .param("id", letter.event().id())
                .update();
    }

    void failedAgain(Letter letter, Throwable failure) {
        Trouble trouble = Trouble.of(failure);
        int attempts = letter.attempts() + 1;
        Instant now = clock.instant();
        Instant next = attempts < properties.tries() ? now.plus(properties.pauseAfter(attempts)) : null;
        StatementSpec update = jdbc.sql("""
                        update dead_letter
                        set status = :status, attempts = :attempts, cause = :cause, cause_message = :message,
                            cause_place = :place, sql_state = :sqlState, first_failed_at = coalesce(first_failed_at, :now),
                            last_failed_at = :now, next_try_at = :next::timestamptz
                        where event_id = :id
                        """).param("id", letter.event().id()).param("attempts", attempts);
        failed(update, trouble, now, next).update();
        LOG.warn(
                "event=letter_failed_again id={} type={} position={} attempts={} next={} cause={} sqlState={} at={} message=\"{}\"",
                letter.event().id(),
                letter.event().type(),
                letter.event().position(),
                attempts,
                next,
                trouble.cause(),
                trouble.sqlState(),
                trouble.place(),
                trouble.message());
    }

    /** Makes all letters that have failed due, those that had been given up, too: the program may be another now. */
    int tryAllAgain() {
        return jdbc.sql("""
                        update dead_letter
                        set status = 'FAILED', next_try_at = :now
                        where status in ('FAILED', 'STUCK')
                        """).param("now", at(clock.instant())).update();
    }

    Optional<Letter> named(UUID id) {
        return jdbc.sql("select * from dead_letter where event_id = :id")
                .param("id", id)
                .query(Letter::of)
                .optional();
    }

    /** Letters after a position, in the order in which they happened. */
    List<Letter> after(long position, @Nullable LetterStatus status, int limit) {
        return jdbc.sql("""
                        select *
                        from dead_letter
                        where position > :position and (:status::text is null or status = :status::text)
                        order by position
                        limit :limit
                        """)
                .param("position", position)
                .param("status", status == null ? null : status.name())
                .param("limit", limit)
                .query(Letter::of)
                .list();
    }

    /**
     * Decides that an open letter never takes effect. What is kept of it names nobody.
     *
     * @return whether there was such a letter
     */
    boolean discard(UUID id, String by, String reason) {
        return jdbc.sql("""
                        update dead_letter
                        set status = 'DISCARDED', person = null, next_try_at = null,
                            discarded_at = :now, discarded_by = :by, discard_reason = :reason
                        where event_id = :id and status <> 'DISCARDED'
                        """)
                        .param("id", id)
                        .param("now", at(clock.instant()))
                        .param("by", by)
                        .param("reason", reason)
                        .update()
                == 1;
    }

    private StatementSpec about(EventInLog event, String statement) {
        return jdbc.sql(statement)
                .param("id", event.id())
                .param("person", event.person())
                .param("position", event.position())
                .param("sequence", event.sequence())
                .param("type", event.type());
    }

    /** @param next null if it is not tried again by itself */
    private static StatementSpec failed(StatementSpec statement, Trouble trouble, Instant now, @Nullable Instant next) {
        return statement
                .param("status", (next == null ? LetterStatus.STUCK : LetterStatus.FAILED).name())
                .param("cause", trouble.cause())
                .param("message", trouble.message())
                .param("place", trouble.place())
                .param("sqlState", trouble.sqlState())
                .param("now", at(now))
                .param("next", at(next));
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
