package org.sleepquiz.bot.polling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which of several gateways polls: Telegram lets one at a time. A lease is short, and renewed while a poll is held, so that a
 * node that dies is soon succeeded. One that is dated further ahead than a lease can be was taken by a clock that was wrong, and
 * is no lease. Should clocks differ so much that two believe to hold it, Telegram's 409 tells one of them to wait.
 */
public class PollerLease {

    /** How long nobody polls after a node died that did. */
    static final Duration LENGTH = Duration.ofSeconds(10);

    /** A lease bears two renewals that fail. */
    static final Duration RENEWAL = Duration.ofSeconds(3);

    private final JdbcClient jdbc;
    private final String botId;
    private final UUID node = UUID.randomUUID();
    private final Clock clock;
    private Instant heldUntil = Instant.MIN;

    /** @param botId the public part of the bot's token */
    public PollerLease(JdbcClient jdbc, String botId, Clock clock) {
        this.jdbc = jdbc;
        this.botId = botId;
        this.clock = clock;
    }

    /** Takes the lease if this node does not hold it already; false while another node does. */
    public synchronized boolean hold() {
        return isHeld() || take();
    }

    /** Extends the lease if this node holds it. */
    public synchronized void renew() {
        if (isHeld()) {
            take();
        }
    }

    private boolean isHeld() {
        return clock.instant().isBefore(heldUntil);
    }

    private boolean take() {
        Instant now = clock.instant();
        Instant until = now.plus(LENGTH);
        boolean taken = jdbc.sql("""
                        insert into bot.poller as held (bot_id, node, until) values (:bot, :node, :until)
                        on conflict (bot_id) do update set node = excluded.node, until = excluded.until
                        where held.node = excluded.node or held.until < :now or held.until > :tooFar
                        """)
                        .param("bot", botId)
                        .param("node", node)
                        .param("until", until.atOffset(ZoneOffset.UTC))
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        // clocks may differ by as much again
                        .param("tooFar", until.plus(LENGTH).atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
        heldUntil = taken ? until : Instant.MIN;
        return taken;
    }

    /** Lets another node poll at once. */
    public synchronized void release() {
        heldUntil = Instant.MIN;
        jdbc.sql("delete from bot.poller where bot_id = :bot and node = :node")
                .param("bot", botId)
                .param("node", node)
                .update();
    }
}
