package org.sleepquiz.query.prompts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks prompts up. */
@Component
public class Prompts {

    private final JdbcClient jdbc;

    Prompts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A person's prompts from a date on, earliest first. */
    List<Prompt> since(String telegramId, LocalDate from) {
        return jdbc.sql("""
                        select for_date, scheduled_for, prompted_at, snoozed_until, response_delay_minutes
                        from v_prompts
                        where user_id = :user and for_date >= :from
                        order by for_date
                        """)
                .param("user", telegramId)
                .param("from", from)
                .query((row, number) -> prompt(row))
                .list();
    }

    /** All of a person's prompts, earliest first. */
    public List<Prompt> all(String telegramId) {
        return since(telegramId, LocalDate.EPOCH);
    }

    private static Prompt prompt(ResultSet row) throws SQLException {
        OffsetDateTime snoozedUntil = row.getObject("snoozed_until", OffsetDateTime.class);
        return new Prompt(
                row.getObject("for_date", LocalDate.class),
                row.getObject("scheduled_for", OffsetDateTime.class).toInstant(),
                row.getObject("prompted_at", OffsetDateTime.class).toInstant(),
                snoozedUntil == null ? null : snoozedUntil.toInstant(),
                row.getObject("response_delay_minutes", Integer.class));
    }
}
