package org.sleepquiz.bot.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.sleepquiz.bot.data.ForgetsPeople;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who was admitted, and who was turned away lately. */
class Guests implements ForgetsPeople {

    /** For so long a person who was told that they may not come in is not told again. */
    static final Duration SAID = Duration.ofHours(6);

    private final JdbcClient jdbc;
    private final Clock clock;

    Guests(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    boolean isAdmitted(long userId) {
        return jdbc.sql("""
                        select exists (select from bot.admitted where user_id = :user)
                        """).param("user", userId).query(Boolean.class).single();
    }

    long howMany() {
        return jdbc.sql("""
                        select count(*) from bot.admitted
                        """).query(Long.class).single();
    }

    void admit(long userId) {
        jdbc.sql("""
                        insert into bot.admitted (user_id, admitted_at) values (:user, :now)
                        on conflict (user_id) do nothing
                        """)
                .param("user", userId)
                .param("now", Invites.at(clock.instant()))
                .update();
    }

    /** False if they were not admitted. */
    boolean withdraw(long userId) {
        return jdbc.sql("""
                        delete from bot.admitted where user_id = :user
                        """).param("user", userId).update() == 1;
    }

    /** Whether the person is to be told; false if they were lately, by the answer to another update. */
    boolean isToBeTold(long userId, long updateId) {
        Instant now = clock.instant();
        jdbc.sql("""
                        delete from bot.turned_away where told_at < :since
                        """).param("since", Invites.at(now.minus(SAID))).update();
        return jdbc.sql("""
                        insert into bot.turned_away as told (user_id, told_at, update_id) values (:user, :now, :update)
                        on conflict (user_id) do update set told_at = excluded.told_at
                        where told.update_id = excluded.update_id
                        """)
                        .param("user", userId)
                        .param("now", Invites.at(now))
                        .param("update", updateId)
                        .update()
                == 1;
    }

    @Override
    public void forget(long userId) {
        withdraw(userId);
        jdbc.sql("""
                        delete from bot.turned_away where user_id = :user
                        """).param("user", userId).update();
    }
}
