package org.sleepquiz.bot.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The invites there are. */
class Invites {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Invites(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * As an operator sees it: without the code, which nobody can tell again.
     *
     * @param uses how many people it admits
     * @param used how many it has admitted
     */
    record Invite(String inviteId, int uses, int used, Instant createdAt, Instant expiresAt) {}

    /** Makes an invite and tells its code, this once. */
    InviteCode make(int uses, Duration validFor) {
        InviteCode code = InviteCode.random(random);
        Instant now = clock.instant();
        jdbc.sql("""
                        insert into bot.invites (invite_id, code_hash, uses, created_at, expires_at)
                        values (:id, :hash, :uses, :now, :until)
                        """)
                .param("id", code.id())
                .param("hash", code.hash())
                .param("uses", uses)
                .param("now", at(now))
                .param("until", at(now.plus(validFor)))
                .update();
        return code;
    }

    List<Invite> all() {
        return jdbc.sql("""
                        select invite_id, uses, used, created_at, expires_at from bot.invites
                        order by created_at desc limit 500
                        """)
                .query((row, number) -> new Invite(
                        row.getString("invite_id"),
                        row.getInt("uses"),
                        row.getInt("used"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Whoever it has admitted stays; false if there is no such. */
    boolean revoke(String inviteId) {
        return jdbc.sql("""
                        delete from bot.invites where invite_id = :id
                        """).param("id", inviteId).update() == 1;
    }

    /**
     * Admits the person if the code is one of ours, not used up and not past. Whoever is admitted already uses nothing up, so that
     * the same update twice counts once.
     */
    boolean redeem(InviteCode code, long userId) {
        boolean right = jdbc.sql("""
                        select code_hash from bot.invites where invite_id = :id
                        """)
                .param("id", code.id())
                .query((row, number) -> row.getBytes("code_hash"))
                .optional()
                .filter(code::hasHash)
                .isPresent();
        return right
                && jdbc.sql("""
                        with invite as (
                            update bot.invites set used = used + 1
                            where invite_id = :id and used < uses and expires_at > :now
                              and not exists (select from bot.admitted where user_id = :user)
                            returning invite_id)
                        insert into bot.admitted (user_id, admitted_at)
                        select :user, :now from invite
                        on conflict (user_id) do nothing
                        """)
                                .param("id", code.id())
                                .param("user", userId)
                                .param("now", at(clock.instant()))
                                .update()
                        == 1;
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
