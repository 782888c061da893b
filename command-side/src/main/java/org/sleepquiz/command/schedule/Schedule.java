package org.sleepquiz.command.schedule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.quiz.Timetable;
import org.sleepquiz.command.schedule.Person.Dues;
import org.sleepquiz.messages.ReportDay;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of who is written to when. */
final class Schedule {

    private static final String COLUMNS = """
            telegram_id, reachable, prompt_enabled, prompt_time, time_zone, report_day, paused_until,
            prompt_due, again_due, again_date, report_due
            """;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;

    Schedule(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
        batches = new NamedParameterJdbcTemplate(dataSource);
    }

    /** The person, whose row nobody else changes until the transaction ends. */
    Optional<Person> find(String telegramId) {
        return jdbc.sql("select " + COLUMNS + " from schedule.person where telegram_id = :user for update")
                .param("user", telegramId)
                .query(Schedule::person)
                .optional();
    }

    void put(Person person) {
        Timetable timetable = person.timetable();
        Dues dues = person.dues();
        jdbc.sql("""
                        insert into schedule.person (
                            telegram_id, reachable, prompt_enabled, prompt_time, time_zone, report_day, paused_until,
                            prompt_due, again_due, again_date, report_due)
                        values (
                            :user, :reachable, :enabled, :time, :zone, :reportDay, :pausedUntil,
                            :prompt, :again, :againFor, :report)
                        on conflict (telegram_id) do update set
                            reachable = excluded.reachable,
                            prompt_enabled = excluded.prompt_enabled,
                            prompt_time = excluded.prompt_time,
                            time_zone = excluded.time_zone,
                            report_day = excluded.report_day,
                            paused_until = excluded.paused_until,
                            prompt_due = excluded.prompt_due,
                            again_due = excluded.again_due,
                            again_date = excluded.again_date,
                            report_due = excluded.report_due,
                            rests_until = null
                        """)
                .param("user", person.telegramId())
                .param("reachable", person.reachable())
                .param("enabled", timetable.promptEnabled())
                .param("time", timetable.promptTime())
                .param("zone", timetable.timeZone().getId())
                .param("reportDay", timetable.reportDay().name())
                .param("pausedUntil", timetable.pausedUntil())
                .param("prompt", utc(dues.prompt()))
                .param("again", utc(dues.again()))
                .param("againFor", dues.againFor())
                .param("report", utc(dues.report()))
                .update();
    }

    void remove(String telegramId) {
        jdbc.sql("delete from schedule.person where telegram_id = :user")
                .param("user", telegramId)
                .update();
    }

    /**
     * Those who are due by then, the longest waiting first. Of those who wait for the same instant, any: to put them in order would be
     * to read them all.
     */
    List<Person> due(Instant now, int most) {
        return jdbc.sql("select " + COLUMNS + " from schedule.person where due_at <= :now order by due_at limit :most")
                .param("now", utc(now))
                .param("most", most)
                .query(Schedule::person)
                .list();
    }

    /** Since when the longest waiting is due, or when the next one is. */
    Optional<Instant> firstDue() {
        return jdbc.sql("select due_at from schedule.person where due_at is not null order by due_at limit 1")
                .query((row, number) -> instant(row, "due_at"))
                .optional();
    }

    /**
     * A person who was looked at.
     *
     * @param next what comes next
     * @param restsUntil not looked at again before, after a failure; null for no rest
     */
    record Handled(Person person, Dues next, @Nullable Instant restsUntil) {}

    /** Writes down what comes next, unless what was due has changed meanwhile: then it is looked at again as it is now. */
    void move(List<Handled> handled) {
        batches.batchUpdate("""
                update schedule.person set
                    prompt_due = cast(:prompt as timestamptz),
                    again_due = cast(:again as timestamptz),
                    again_date = cast(:againFor as date),
                    report_due = cast(:report as timestamptz),
                    rests_until = cast(:restsUntil as timestamptz)
                where telegram_id = :user
                  and prompt_due is not distinct from cast(:promptWas as timestamptz)
                  and again_due is not distinct from cast(:againWas as timestamptz)
                  and report_due is not distinct from cast(:reportWas as timestamptz)
                """, handled.stream().map(Schedule::parameters).toArray(MapSqlParameterSource[]::new));
    }

    private static MapSqlParameterSource parameters(Handled handled) {
        Dues next = handled.next();
        Dues before = handled.person().dues();
        return new MapSqlParameterSource()
                .addValue("user", handled.person().telegramId())
                .addValue("prompt", utc(next.prompt()))
                .addValue("again", utc(next.again()))
                .addValue("againFor", next.againFor())
                .addValue("report", utc(next.report()))
                .addValue("restsUntil", utc(handled.restsUntil()))
                .addValue("promptWas", utc(before.prompt()))
                .addValue("againWas", utc(before.again()))
                .addValue("reportWas", utc(before.report()));
    }

    private static Person person(ResultSet row, int number) throws SQLException {
        Timetable timetable = new Timetable(
                row.getBoolean("prompt_enabled"),
                row.getObject("prompt_time", LocalTime.class),
                ZoneId.of(row.getString("time_zone")),
                ReportDay.valueOf(row.getString("report_day")),
                row.getObject("paused_until", LocalDate.class));
        Dues dues = new Dues(
                instant(row, "prompt_due"),
                instant(row, "again_due"),
                row.getObject("again_date", LocalDate.class),
                instant(row, "report_due"));
        return new Person(row.getString("telegram_id"), timetable, row.getBoolean("reachable"), dues);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
