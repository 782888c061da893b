package org.sleepquiz.bot.polling;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which of several gateways polls: Telegram lets one at a time. A lease runs out by itself if its node dies; should clocks
 * differ so much that two believe to hold it, Telegram's 409 tells one of them to wait.
 */
public class PollerLease {

    private final JdbcClient jdbc;
    private final String botId;
    private final UUID node = UUID.randomUUID();
    private final Clock clock;

    /** @param botId the public part of the bot's token */
    public PollerLease(JdbcClient jdbc, String botId, Clock clock) {
        this.jdbc = jdbc;
        this.botId = botId;
        this.clock = clock;
    }

    /** Takes or extends the lease; false while another node holds it. */
    boolean hold(Duration length) {
        return jdbc.sql("""
                        insert into bot.poller as held (bot_id, node, until) values (:bot, :node, :until)
                        on conflict (bot_id) do update set node = excluded.node, until = excluded.until
                        where held.node = excluded.node or held.until < :now
                        """)
                        .param("bot", botId)
                        .param("node", node)
                        .param("until", clock.instant().plus(length).atOffset(ZoneOffset.UTC))
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /** Lets another node poll at once. */
    void release() {
        jdbc.sql("delete from bot.poller where bot_id = :bot and node = :node")
                .param("bot", botId)
                .param("node", node)
                .update();
    }
}
