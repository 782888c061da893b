package org.sleepquiz.bot.inbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;

/**
 * The updates that came in, in PostgreSQL. Only the oldest waiting update of a user can be claimed, so one user's are
 * handled in order, on whatever node, and a claim ends by itself if its node dies.
 */
public class Inbox {

    /** How long a claim holds unless it is extended, and so how long a person waits whose update a node died with. */
    static final Duration CLAIM = Duration.ofSeconds(15);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    public Inbox(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Keeps what came in one call, all or nothing, and says what of it was new. */
    public List<Incoming> keep(List<Incoming> batch) {
        List<Incoming> kept = transaction.execute(status -> {
            List<Incoming> stored = new ArrayList<>();
            for (Incoming incoming : batch) {
                int rows = jdbc.sql("""
                                insert into bot.inbox (update_id, user_id, received_at, next_attempt_at, payload)
                                values (:update, :user, :now, :now, :payload::jsonb)
                                on conflict (update_id) do nothing
                                """)
                        .param("update", incoming.updateId())
                        .param("user", incoming.userId())
                        .param("now", now())
                        .param("payload", Json.MAPPER.writeValueAsString(incoming))
                        .update();
                if (rows == 1) {
                    stored.add(incoming);
                }
            }
            return stored;
        });
        return kept == null ? List.of() : kept;
    }

    /** Claims the next update that is due and that nothing of the same user stands before. */
    Optional<KeptUpdate> claim() {
        UUID claim = UUID.randomUUID();
        // a rival that waited for this row's lock sees the claim when it re-checks, and skips the row
        return jdbc.sql("""
                        update bot.inbox set claim = :claim, claimed_until = :until
                        where update_id = (
                            select head.update_id from bot.inbox head
                            where head.state = 'NEW' and head.next_attempt_at <= :now
                              and (head.claimed_until is null or head.claimed_until < :now)
                              and not exists (
                                  select from bot.inbox earlier
                                  where earlier.user_id = head.user_id and earlier.state = 'NEW'
                                    and earlier.position < head.position)
                            order by head.next_attempt_at, head.position
                            limit 1
                            for update skip locked)
                        returning update_id, payload, claim, attempts, postponed, sent_message_id
                        """)
                .param("claim", claim)
                .param("until", at(clock.instant().plus(CLAIM)))
                .param("now", now())
                .query((row, number) -> update(row))
                .optional()
                .flatMap(claimed -> claimed);
    }

    /** Holds on to these claims for the full time from now. */
    void extend(Collection<UUID> claims) {
        if (!claims.isEmpty()) {
            jdbc.sql("update bot.inbox set claimed_until = :until where claim in (:claims)")
                    .param("until", at(clock.instant().plus(CLAIM)))
                    .param("claims", claims)
                    .update();
        }
    }

    /** Empty if the row was written in a form that cannot be read any more; it is parked then, for it would never be. */
    private Optional<KeptUpdate> update(ResultSet row) throws SQLException {
        Incoming incoming;
        try {
            incoming = Json.MAPPER.readValue(row.getString("payload"), Incoming.class);
        } catch (JacksonException unreadable) {
            parkUnreadable(row.getLong("update_id"));
            return Optional.empty();
        }
        return Optional.of(new KeptUpdate(
                incoming,
                row.getObject("claim", UUID.class),
                row.getInt("attempts"),
                row.getInt("postponed"),
                row.getObject("sent_message_id", Long.class)));
    }

    private void parkUnreadable(long updateId) {
        jdbc.sql("update bot.inbox set state = 'PARKED', last_error = 'unreadable' where update_id = :update")
                .param("update", updateId)
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

    /** Marks the update as handled and forgets what the person wrote. */
    void done(KeptUpdate update, Outcome.Done outcome) {
        jdbc.sql("""
                        update bot.inbox
                        set state = 'DONE', payload = null, done_at = :now, claim = null, claimed_until = null,
                            last_error = null, shown_message_id = :message, shown = :shown, language = :language
                        where update_id = :update and claim = :claim
                        """)
                .param("now", now())
                .param("message", outcome.messageId())
                .param("shown", outcome.shown())
                .param(
                        "language",
                        outcome.language() == null ? null : outcome.language().code())
                .param("update", update.incoming().updateId())
                .param("claim", update.claim())
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

    /** Has a parked update tried again from the start; false if there is no such. */
    boolean unpark(long updateId) {
        return jdbc.sql("""
                        update bot.inbox set state = 'NEW', attempts = 0, next_attempt_at = :now
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
