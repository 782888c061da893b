package org.sleepquiz.bot.inbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectWriter;

/**
 * The updates that came in, in PostgreSQL. A user's updates can only be claimed from the oldest waiting one on, and by one
 * holder, so they are handled in order, on whatever node; a claim ends by itself if its node dies. A clock that was far ahead holds
 * nobody up: what comes in is due by the clock that is behind, the node's or the database's, and a claim that is dated further ahead
 * than a claim can be is none.
 */
public class Inbox {

    /** How long a claim holds unless it is extended, and so how long a person waits whose update a node died with. */
    static final Duration CLAIM = Duration.ofSeconds(15);

    private static final ObjectWriter BATCH = Json.MAPPER.writerFor(new TypeReference<List<Incoming>>() {});

    private final JdbcClient jdbc;
    private final Clock clock;

    /** @param jdbc without a transaction: each method is one statement, which is one round trip */
    public Inbox(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Keeps what came in one call, all or nothing, and says what of it was new. */
    public List<Incoming> keep(List<Incoming> batch) {
        Set<Long> stored = jdbc.sql("""
                        insert into bot.inbox (update_id, user_id, received_at, next_attempt_at, payload)
                        select (payload ->> 'updateId')::bigint, (payload ->> 'userId')::bigint, :now,
                            least(:now, now()), payload
                        from jsonb_array_elements(:batch::jsonb) with ordinality as arrived (payload, place)
                        order by place
                        on conflict (update_id) do nothing
                        returning update_id
                        """)
                .param("now", now())
                .param("batch", BATCH.writeValueAsString(batch))
                .query(Long.class)
                .set();
        return batch.stream()
                .filter(incoming -> stored.contains(incoming.updateId()))
                .toList();
    }

    /**
     * Claims turns of users: the oldest waiting update of each, if it is due and nobody has claimed it, and those behind it.
     * Whoever holds a user's oldest update holds back all of them.
     *
     * @param users of how many users at most
     * @param each how many updates of a user at most
     */
    List<Turn> claim(int users, int each) {
        List<Row> rows = jdbc.sql("""
                        with head as materialized (
                            select head.user_id, gen_random_uuid() as claim from bot.inbox head
                            where head.state = 'NEW' and head.next_attempt_at <= :now
                              and (head.claimed_until is null or head.claimed_until < :now
                                   or head.claimed_until > :tooFar)
                              and not exists (
                                  select from bot.inbox earlier
                                  where earlier.user_id = head.user_id and earlier.state = 'NEW'
                                    and earlier.position < head.position)
                            order by head.next_attempt_at, head.position
                            limit :users
                            for update skip locked), -- which looks again at a row that a rival has claimed meanwhile
                        turn as (
                            select waiting.update_id, head.claim
                            from head cross join lateral (
                                select update_id from bot.inbox
                                where user_id = head.user_id and state = 'NEW'
                                order by position
                                limit :each) waiting)
                        update bot.inbox set claim = turn.claim, claimed_until = :until
                        from turn
                        where inbox.update_id = turn.update_id and inbox.state = 'NEW'
                        returning inbox.position, inbox.update_id, inbox.user_id, inbox.payload, inbox.claim,
                            inbox.attempts, inbox.postponed, inbox.sent_message_id,
                            exists (
                                select from bot.inbox earlier
                                where earlier.user_id = inbox.user_id and earlier.position < inbox.position) as known
                        """)
                .param("users", users)
                .param("each", each)
                .param("until", at(clock.instant().plus(CLAIM)))
                // clocks may differ by as much again
                .param("tooFar", at(clock.instant().plus(CLAIM.multipliedBy(2))))
                .param("now", now())
                .query((row, number) -> row(row))
                .list();
        rows.stream().filter(row -> row.update() == null).forEach(row -> parkUnreadable(row.updateId()));
        return rows.stream()
                .collect(Collectors.groupingBy(Row::claim, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Inbox::turn)
                .toList();
    }

    /** @param update null if it was written in a form that cannot be read any more */
    private record Row(
            long position,
            long updateId,
            long userId,
            UUID claim,
            @Nullable KeptUpdate update) {}

    private static Row row(ResultSet row) throws SQLException {
        UUID claim = row.getObject("claim", UUID.class);
        KeptUpdate update;
        try {
            update = new KeptUpdate(
                    Json.MAPPER.readValue(row.getString("payload"), Incoming.class),
                    claim,
                    row.getInt("attempts"),
                    row.getInt("postponed"),
                    row.getObject("sent_message_id", Long.class),
                    row.getBoolean("known"));
        } catch (JacksonException unreadable) { // it never will be
            update = null;
        }
        return new Row(row.getLong("position"), row.getLong("update_id"), row.getLong("user_id"), claim, update);
    }

    private static Turn turn(List<Row> rows) {
        List<KeptUpdate> updates = rows.stream()
                .sorted(Comparator.comparingLong(Row::position))
                .map(Row::update)
                .filter(Objects::nonNull)
                .toList();
        return new Turn(rows.get(0).claim(), rows.get(0).userId(), updates);
    }

    private void parkUnreadable(long updateId) {
        jdbc.sql("""
                        update bot.inbox
                        set state = 'PARKED', last_error = 'unreadable', claim = null, claimed_until = null
                        where update_id = :update
                        """).param("update", updateId).update();
    }

    /** Holds on to these claims for the full time from now; says which of them are still there to be held. */
    List<UUID> extend(Collection<UUID> claims) {
        if (claims.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("update bot.inbox set claimed_until = :until where claim in (:claims) returning claim")
                .param("until", at(clock.instant().plus(CLAIM)))
                .param("claims", claims)
                .query(UUID.class)
                .list();
    }

    /** Lets go of whatever that claim still holds. */
    void release(UUID claim) {
        jdbc.sql("update bot.inbox set claim = null, claimed_until = null where claim = :claim")
                .param("claim", claim)
                .update();
    }

    /** Remembers the reply as soon as it was sent: should the rest fail, the next attempt edits it and sends no second one. */
    public void sent(KeptUpdate update, long messageId) {
        jdbc.sql("update bot.inbox set sent_message_id = :message where update_id = :update and claim = :claim")
                .param("message", messageId)
                .param("update", update.incoming().updateId())
                .param("claim", update.claim())
                .update();
    }

    /**
     * Marks updates of one turn as handled and forgets what the person wrote.
     *
     * @param outcome of the last of them, which is the one that is seen
     */
    void done(UUID claim, List<KeptUpdate> updates, Outcome.Done outcome) {
        List<Long> ids =
                updates.stream().map(update -> update.incoming().updateId()).toList();
        jdbc.sql("""
                        update bot.inbox
                        set state = 'DONE', payload = null, done_at = :now, claim = null, claimed_until = null,
                            last_error = null, language = :language,
                            shown_message_id = case when update_id = :last then :message::bigint end,
                            shown = case when update_id = :last then :shown::text end
                        where update_id in (:updates) and claim = :claim
                        """)
                .param("now", now())
                .param("last", ids.get(ids.size() - 1))
                .param("message", outcome.messageId())
                .param("shown", outcome.shown())
                .param(
                        "language",
                        outcome.language() == null ? null : outcome.language().code())
                .param("updates", ids)
                .param("claim", claim)
                .update();
    }

    /** Lets go of the update until later, without holding it against it. */
    void postpone(KeptUpdate update, String reason, Duration pause) {
        putOff(update, reason, pause, "postponed = postponed + 1");
    }

    /** Counts a failure and lets go of the update until later. */
    void failed(KeptUpdate update, String error, Duration pause) {
        putOff(update, error, pause, "attempts = attempts + 1");
    }

    private void putOff(KeptUpdate update, String error, Duration pause, String count) {
        jdbc.sql("""
                        update bot.inbox
                        set next_attempt_at = :next, last_error = :error, claim = null, claimed_until = null, %s
                        where update_id = :update and claim = :claim
                        """.formatted(count))
                .param("next", at(clock.instant().plus(pause)))
                .param("error", error)
                .param("update", update.incoming().updateId())
                .param("claim", update.claim())
                .update();
    }

    /** Takes the update out of its user's way. */
    void park(KeptUpdate update, String error) {
        jdbc.sql("""
                        update bot.inbox
                        set state = 'PARKED', attempts = attempts + 1, last_error = :error,
                            claim = null, claimed_until = null
                        where update_id = :update and claim = :claim
                        """)
                .param("error", error)
                .param("update", update.incoming().updateId())
                .param("claim", update.claim())
                .update();
    }

    /** Notes that the person is told that their answer is kept; false if they were told already during this outage. */
    public boolean tellOnce(KeptUpdate update, Duration outage) {
        return jdbc.sql("""
                        update bot.inbox set told_at = :now
                        where update_id = :update and claim = :claim
                          and not exists (
                              select from bot.inbox told where told.user_id = :user and told.told_at > :since)
                        """)
                        .param("now", now())
                        .param("since", at(clock.instant().minus(outage)))
                        .param("user", update.incoming().userId())
                        .param("update", update.incoming().updateId())
                        .param("claim", update.claim())
                        .update()
                == 1;
    }

    /** Whether updates of this user wait behind one that could not be handled yet. */
    public boolean isHeldUp(long userId) {
        return jdbc.sql("""
                        select exists (
                            select from bot.inbox
                            where user_id = :user and state = 'NEW' and attempts + postponed > 0)
                        """).param("user", userId).query(Boolean.class).single();
    }

    /**
     * What the person has before their eyes.
     *
     * @param messageId the message
     * @param shown the button that would show it again
     */
    public record Shown(long messageId, String shown) {}

    /** The newest screen that a button can show again; empty if the newest screen is of another kind. */
    public Optional<Shown> lastShown(long userId) {
        return jdbc.sql("""
                        select shown_message_id, shown from bot.inbox
                        where user_id = :user and state = 'DONE' and shown_message_id is not null
                        order by position desc limit 1
                        """)
                .param("user", userId)
                .query((row, number) -> Optional.ofNullable(row.getString("shown"))
                        .map(shown -> {
                            try {
                                return new Shown(row.getLong("shown_message_id"), shown);
                            } catch (SQLException unreadable) {
                                throw new IllegalStateException(unreadable);
                            }
                        }))
                .optional()
                .flatMap(shown -> shown);
    }

    /** The language in which the person was last spoken to. */
    public Optional<Language> lastLanguage(long userId) {
        return jdbc.sql("""
                        select language from bot.inbox where user_id = :user and language is not null
                        order by position desc limit 1
                        """)
                .param("user", userId)
                .query(String.class)
                .optional()
                .map(Language::of);
    }

    /**
     * Lets go of a person: what is left of their updates is their ids, by which a redelivered one is known.
     *
     * @param until of updates received later nothing is touched: whoever has come back is somebody new
     * @param waiting whether updates that wait to be handled go too
     */
    public void forget(long userId, Instant until, boolean waiting) {
        jdbc.sql("""
                        update bot.inbox
                        set state = 'DONE', user_id = 0, payload = null, shown = null, language = null,
                            shown_message_id = null, sent_message_id = null, told_at = null, last_error = null,
                            claim = null, claimed_until = null, done_at = coalesce(done_at, :now)
                        where user_id = :user and received_at <= :until and (:waiting or state <> 'NEW')
                        """)
                .param("user", userId)
                .param("until", at(until))
                .param("waiting", waiting)
                .param("now", now())
                .update();
    }

    /** Deletes what was done before that instant, and says how many rows that were. */
    int forgetDoneBefore(Instant instant) {
        return jdbc.sql("delete from bot.inbox where state = 'DONE' and done_at < :instant")
                .param("instant", at(instant))
                .update();
    }

    /**
     * An update that was given up.
     *
     * @param lastError a code
     */
    public record Parked(
            long updateId,
            Instant receivedAt,
            int attempts,
            @Nullable String lastError) {}

    List<Parked> parked() {
        return jdbc.sql("""
                        select update_id, received_at, attempts, last_error from bot.inbox
                        where state = 'PARKED' order by position limit 200
                        """)
                .query((row, number) -> new Parked(
                        row.getLong("update_id"),
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        row.getInt("attempts"),
                        row.getString("last_error")))
                .list();
    }

    /**
     * Has a parked update tried again from the start, behind what waits of its user, for that may be under way; false if there
     * is no such.
     */
    boolean unpark(long updateId) {
        return jdbc.sql("""
                        update bot.inbox set state = 'NEW', attempts = 0, next_attempt_at = :now, position = default
                        where update_id = :update and state = 'PARKED'
                        """).param("now", now()).param("update", updateId).update() == 1;
    }

    /** Lets a parked update be forgotten; false if there is no such. */
    boolean discard(long updateId) {
        return jdbc.sql("""
                        update bot.inbox set state = 'DONE', payload = null, done_at = :now
                        where update_id = :update and state = 'PARKED'
                        """).param("now", now()).param("update", updateId).update() == 1;
    }

    /**
     * How full the inbox is.
     *
     * @param waiting updates not handled yet
     * @param oldest how long the oldest of them has waited
     * @param parked updates given up
     */
    record Level(long waiting, Duration oldest, long parked) {}

    Level level() {
        return jdbc.sql("""
                        select (select count(*) from bot.inbox where state = 'NEW') as waiting,
                               (select min(received_at) from bot.inbox where state = 'NEW') as oldest,
                               (select count(*) from bot.inbox where state = 'PARKED') as parked
                        """)
                .query((row, number) -> {
                    OffsetDateTime oldest = row.getObject("oldest", OffsetDateTime.class);
                    Duration waited =
                            oldest == null ? Duration.ZERO : Duration.between(oldest.toInstant(), clock.instant());
                    return new Level(
                            row.getLong("waiting"),
                            waited.isNegative() ? Duration.ZERO : waited,
                            row.getLong("parked"));
                })
                .single();
    }

    private OffsetDateTime now() {
        return at(clock.instant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
