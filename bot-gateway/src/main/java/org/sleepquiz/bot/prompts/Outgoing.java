package org.sleepquiz.bot.prompts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.data.ForgetsPeople;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable.Reason;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is to be said, in PostgreSQL. A claim ends by itself if its node dies, and at once if it is dated further ahead than a claim can
 * be: that was a clock that was wrong.
 */
final class Outgoing implements ForgetsPeople {

    /** Longer than any call of Telegram and the sides takes. */
    private static final Duration CLAIM = Duration.ofMinutes(2);

    private static final String DUE = """
            state <> 'DONE'
            and (next_attempt_at <= :now or claim is not null and next_attempt_at > :far)
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    /** @param jdbc without a transaction: each method is one statement */
    Outgoing(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Keeps letters, all or nothing; one that is known by its event is passed over. */
    void keep(List<Letter> letters) {
        jdbc.sql("""
                        insert into bot.outgoing
                            (event_id, user_id, kind, language, due_at, about, again, next_attempt_at)
                        select letter ->> 'eventId', (letter ->> 'userId')::bigint, letter ->> 'kind', letter ->> 'language',
                            (letter ->> 'dueAt')::timestamptz, (letter ->> 'about')::date, (letter ->> 'again')::boolean,
                            least(:now, now())
                        from jsonb_array_elements(:letters::jsonb) as letters (letter)
                        on conflict (event_id) do nothing
                        """)
                .param("letters", Json.MAPPER.writeValueAsString(letters))
                .param("now", now())
                .update();
    }

    /**
     * A letter that somebody has taken on.
     *
     * @param refused why Telegram has refused it, if that is yet to be noted
     * @param attempts how often it has failed
     */
    record Claimed(Letter letter, UUID claim, @Nullable Reason refused, int attempts) {}

    /** Whether anything can be claimed. */
    boolean isDue() {
        return jdbc.sql("""
                        select exists (select from bot.outgoing where %s)
                        """.formatted(DUE))
                .param("now", now())
                .param("far", tooFar())
                .query(Boolean.class)
                .single();
    }

    /** Claims what is due, the oldest first. */
    List<Claimed> claim(int most) {
        return jdbc.sql("""
                        update bot.outgoing set claim = gen_random_uuid(), next_attempt_at = :until
                        where event_id in (
                            select event_id from bot.outgoing
                            where %s
                            order by next_attempt_at
                            limit :most
                            for update skip locked)
                        returning *, state = 'REFUSED' as refused
                        """.formatted(DUE))
                .param("far", tooFar())
                .param("until", at(clock.instant().plus(CLAIM)))
                .param("now", now())
                .param("most", most)
                .query((row, number) -> claimed(row))
                .list();
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        Letter letter = new Letter(
                row.getString("event_id"),
                row.getLong("user_id"),
                Letter.Kind.valueOf(row.getString("kind")),
                Language.of(row.getString("language")),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getObject("about", LocalDate.class),
                row.getBoolean("again"));
        Reason refused = row.getBoolean("refused")
                ? Optional.ofNullable(row.getString("outcome"))
                        .map(Reason::valueOf)
                        .orElse(Reason.UNKNOWN)
                : null;
        return new Claimed(letter, row.getObject("claim", UUID.class), refused, row.getInt("attempts"));
    }

    /** @param outcome a code */
    void done(Claimed claimed, String outcome) {
        jdbc.sql("""
                        update bot.outgoing set state = 'DONE', outcome = :outcome, done_at = :now, claim = null
                        where event_id = :event and claim = :claim
                        """)
                .param("outcome", outcome)
                .param("now", now())
                .param("event", claimed.letter().eventId())
                .param("claim", claimed.claim())
                .update();
    }

    /** Lets go of it until later. */
    void postpone(Claimed claimed, Duration pause, boolean failed) {
        jdbc.sql("""
                        update bot.outgoing
                        set next_attempt_at = :next, claim = null, attempts = attempts + :failed
                        where event_id = :event and claim = :claim
                        """)
                .param("next", at(clock.instant().plus(pause)))
                .param("failed", failed ? 1 : 0)
                .param("event", claimed.letter().eventId())
                .param("claim", claimed.claim())
                .update();
    }

    /** It is never sent again; what is left to do is to note that the person cannot be written to. */
    void refused(Claimed claimed, Reason reason) {
        jdbc.sql("""
                        update bot.outgoing set state = 'REFUSED', outcome = :reason
                        where event_id = :event and claim = :claim
                        """)
                .param("reason", reason.name())
                .param("event", claimed.letter().eventId())
                .param("claim", claimed.claim())
                .update();
    }

    @Override
    public void forget(long userId) {
        jdbc.sql("""
                        update bot.outgoing
                        set user_id = 0, state = 'DONE', claim = null, done_at = coalesce(done_at, :now),
                            outcome = coalesce(outcome, 'erased')
                        where user_id = :user
                        """).param("user", userId).param("now", now()).update();
    }

    /** Deletes what was done before that instant. */
    void forgetDoneBefore(Instant instant) {
        jdbc.sql("""
                        delete from bot.outgoing where state = 'DONE' and done_at < :instant
                        """).param("instant", at(instant)).update();
    }

    /** Later than any claim, by clocks that differ by less than one. */
    private OffsetDateTime tooFar() {
        return at(clock.instant().plus(CLAIM.multipliedBy(2)));
    }

    private OffsetDateTime now() {
        return at(clock.instant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
