package org.sleepquiz.query.entries;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.SleepFigures;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks nights up. */
@Component
public class SleepEntries {

    /** Rows that the driver holds while all are read. */
    private static final int AT_ONCE = 200;

    private final JdbcClient jdbc;

    SleepEntries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A person's nights within two night dates, newest first. The unique key on person and night is the index.
     *
     * @param from the earliest night date, inclusive
     * @param to the latest night date, inclusive
     * @param limit the most nights to give
     */
    public List<RecordedNight> between(String telegramId, LocalDate from, LocalDate to, int limit) {
        return jdbc.sql("""
                        select entry.*,
                               array(select disruption
                                     from sleep_entry_disruptions
                                     where entry_id = entry.entry_id) as disruptions
                        from sleep_entries entry
                        where user_id = :user and night_date between :from and :to
                        order by night_date desc
                        limit :limit
                        """)
                .param("user", telegramId)
                .param("from", from)
                .param("to", to)
                .param("limit", limit)
                .query((row, number) -> night(row))
                .list();
    }

    /** The dates of all of a person's nights, earliest first. Found in the unique key alone. */
    public List<LocalDate> dates(String telegramId) {
        return jdbc.sql("select night_date from sleep_entries where user_id = :user order by night_date")
                .param("user", telegramId)
                .query(LocalDate.class)
                .list();
    }

    /** All of a person's nights, earliest first, as they come from the database; to be closed, and read in one transaction. */
    public Stream<RecordedNight> all(String telegramId) {
        return jdbc
                .sql("""
                        select entry.*,
                               array(select disruption
                                     from sleep_entry_disruptions
                                     where entry_id = entry.entry_id) as disruptions
                        from sleep_entries entry
                        where user_id = :user
                        order by night_date
                        """)
                .withFetchSize(AT_ONCE)
                .param("user", telegramId)
                .query((row, number) -> night(row))
                .stream();
    }

    private static RecordedNight night(ResultSet row) throws SQLException {
        return new RecordedNight(
                row.getObject("entry_id", UUID.class),
                row.getObject("night_date", LocalDate.class),
                ZoneId.of(row.getString("time_zone")),
                row.getObject("bed_at", OffsetDateTime.class).toInstant(),
                row.getObject("wake_at", OffsetDateTime.class).toInstant(),
                answers(row),
                figures(row),
                row.getInt("rule_version"),
                row.getObject("quiz_id", UUID.class),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("corrected_at", OffsetDateTime.class)));
    }

    private static Answers answers(ResultSet row) throws SQLException {
        Map<Question, AnswerValue> answers = new EnumMap<>(Question.class);
        answers.put(Question.BEDTIME, new AnswerValue.ClockTime(row.getObject("bedtime", LocalTime.class)));
        answers.put(Question.SLEEP_LATENCY, duration(row.getString("sleep_latency")));
        answers.put(Question.WAKE_TIME, new AnswerValue.ClockTime(row.getObject("wake_time", LocalTime.class)));
        answers.put(
                Question.NIGHT_WAKINGS, new AnswerValue.Wakings(NightWakings.valueOf(row.getString("night_wakings"))));
        putIfAsked(answers, Question.TIME_AWAKE, row.getString("time_awake"));
        answers.put(Question.SLEEP_QUALITY, new AnswerValue.Rating(row.getInt("sleep_quality")));
        answers.put(Question.PHONE_USAGE, new AnswerValue.YesNo(row.getBoolean("phone_usage")));
        putIfAsked(answers, Question.PHONE_DURATION, row.getString("phone_duration"));
        answers.put(Question.DISRUPTIONS, new AnswerValue.Disruptions(disruptions(row.getArray("disruptions"))));
        answers.put(Question.ALERTNESS, new AnswerValue.Rating(row.getInt("alertness")));
        return new Answers(answers);
    }

    private static void putIfAsked(Map<Question, AnswerValue> answers, Question question, @Nullable String bin) {
        if (bin != null) {
            answers.put(question, duration(bin));
        }
    }

    private static AnswerValue duration(String bin) {
        return new AnswerValue.Duration(DurationBin.valueOf(bin));
    }

    private static Set<Disruption> disruptions(Array names) throws SQLException {
        Set<Disruption> disruptions = EnumSet.noneOf(Disruption.class);
        for (String name : (String[]) names.getArray()) {
            disruptions.add(Disruption.valueOf(name));
        }
        return disruptions;
    }

    private static SleepFigures figures(ResultSet row) throws SQLException {
        return new SleepFigures(
                row.getInt("time_in_bed_minutes"),
                row.getInt("sleep_latency_minutes"),
                row.getInt("time_awake_minutes"),
                row.getInt("phone_duration_minutes"),
                row.getInt("total_sleep_minutes"),
                row.getInt("total_sleep_minutes_low"),
                row.getInt("total_sleep_minutes_high"),
                row.getBigDecimal("sleep_efficiency"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
