package org.sleepquiz.query.users;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks people up. */
@Component
public class Users {

    private final JdbcClient jdbc;

    Users(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @throws RefusedRequest {@code UNKNOWN_USER} if there is no such person, or no longer
     */
    public User named(String telegramId) {
        return jdbc.sql("""
                        select telegram_id, registered_at, reachable, language, time_zone, prompt_enabled, prompt_time,
                               sleep_need_minutes, work_days, weekly_report, prompts_paused_until
                        from users
                        where telegram_id = :user
                        """)
                .param("user", telegramId)
                .query((row, number) -> user(row))
                .optional()
                .orElseThrow(() -> new RefusedRequest(ProblemCode.UNKNOWN_USER, "There is no user with this id"));
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                row.getString("telegram_id"),
                row.getObject("registered_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("reachable"),
                new Settings(
                        row.getBoolean("prompt_enabled"),
                        row.getObject("prompt_time", LocalTime.class),
                        ZoneId.of(row.getString("time_zone")),
                        Language.of(row.getString("language")),
                        row.getInt("sleep_need_minutes"),
                        days(row.getArray("work_days")),
                        reportDay(row.getObject("weekly_report", Integer.class)),
                        row.getObject("prompts_paused_until", LocalDate.class)));
    }

    private static Set<DayOfWeek> days(Array numbers) throws SQLException {
        return Arrays.stream((Integer[]) numbers.getArray())
                .map(DayOfWeek::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DayOfWeek.class)));
    }

    private static ReportDay reportDay(@Nullable Integer number) {
        return number == null
                ? ReportDay.NEVER
                : ReportDay.valueOf(DayOfWeek.of(number).name());
    }
}
