package org.sleepquiz.query.entries;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.SleepFigures;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.query.diary.Diary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
@Order(Diary.ENTRIES)
@ProcessingGroup(Diary.GROUP)
class SleepEntriesProjector {

    /** Support code of an entry for a user whom the read model does not know. It must never occur. */
    static final String UNKNOWN_USER = "FK-SLEEP-120";

    private static final Logger LOG = LoggerFactory.getLogger(SleepEntriesProjector.class);
    private static final String FOREIGN_KEY = "sleep_entries_user_id_fkey";

    private final JdbcClient jdbc;
    private final Counter unknownUsers;

    SleepEntriesProjector(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.unknownUsers = Counter.builder("sleepquiz.fk.sleep.120")
                .description("Entries that arrived for a user whom the read model does not know; must stay 0")
                .register(meters);
    }

    @EventHandler
    void on(QuizCompleted event, EventMessage<?> message) {
        write(event.telegramId(), event.quizId(), event.entry(), event.occurredAt(), null, message);
    }

    @EventHandler
    void on(SleepEntryCorrected event, EventMessage<?> message) {
        write(event.telegramId(), event.quizId(), event.entry(), event.occurredAt(), event.occurredAt(), message);
    }

    @EventHandler
    void on(SleepEntryDeleted event) {
        jdbc.sql("delete from read_model.sleep_entries where user_id = :user and night_date = :night")
                .param("user", event.telegramId())
                .param("night", event.nightDate())
                .update();
    }

    private void write(
            String user,
            UUID quizId,
            SleepEntry entry,
            Instant recordedAt,
            @Nullable Instant correctedAt,
            EventMessage<?> message) {
        try {
            clearTheNight(user, entry);
            writeEntry(user, quizId, entry, recordedAt, correctedAt);
            writeDisruptions(entry);
        } catch (DataIntegrityViolationException violation) {
            if (isOfUnknownUser(violation)) {
                unknownUsers.increment();
                LOG.error(
                        "code={} event={} the read model does not know the entry's user",
                        UNKNOWN_USER,
                        message.getIdentifier());
            }
            throw violation;
        }
    }

    /** When events are projected again onto old rows, the night may hold an entry that was made after this one's deletion. */
    private void clearTheNight(String user, SleepEntry entry) {
        jdbc.sql("""
                        delete from read_model.sleep_entries
                        where user_id = :user and night_date = :night and entry_id <> :entry
                        """)
                .param("user", user)
                .param("night", entry.nightDate())
                .param("entry", entry.entryId())
                .update();
    }

    private void writeEntry(
            String user, UUID quizId, SleepEntry entry, Instant recordedAt, @Nullable Instant correctedAt) {
        Answers answers = entry.answers();
        SleepFigures figures = entry.figures();
        jdbc.sql("""
                        insert into read_model.sleep_entries (
                            entry_id, user_id, night_date, time_zone, bedtime, wake_time, bed_at, wake_at,
                            sleep_latency, sleep_latency_minutes, night_wakings, time_awake, time_awake_minutes,
                            sleep_quality, phone_usage, phone_duration, phone_duration_minutes, alertness,
                            time_in_bed_minutes, total_sleep_minutes, total_sleep_minutes_low,
                            total_sleep_minutes_high, sleep_efficiency, rule_version, quiz_id, recorded_at, corrected_at)
                        values (
                            :entry, :user, :night, :timeZone, :bedtime, :wakeTime, :bedAt, :wakeAt,
                            :latency, :latencyMinutes, :wakings, :awake, :awakeMinutes,
                            :quality, :phone, :phoneDuration, :phoneMinutes, :alertness,
                            :inBed, :sleep, :sleepLow,
                            :sleepHigh, :efficiency, :ruleVersion, :quiz, :recordedAt, :correctedAt)
                        on conflict (entry_id) do update
                        set night_date = excluded.night_date, time_zone = excluded.time_zone,
                            bedtime = excluded.bedtime, wake_time = excluded.wake_time,
                            bed_at = excluded.bed_at, wake_at = excluded.wake_at,
                            sleep_latency = excluded.sleep_latency,
                            sleep_latency_minutes = excluded.sleep_latency_minutes,
                            night_wakings = excluded.night_wakings,
                            time_awake = excluded.time_awake, time_awake_minutes = excluded.time_awake_minutes,
                            sleep_quality = excluded.sleep_quality, phone_usage = excluded.phone_usage,
                            phone_duration = excluded.phone_duration,
                            phone_duration_minutes = excluded.phone_duration_minutes,
                            alertness = excluded.alertness, time_in_bed_minutes = excluded.time_in_bed_minutes,
                            total_sleep_minutes = excluded.total_sleep_minutes,
                            total_sleep_minutes_low = excluded.total_sleep_minutes_low,
                            total_sleep_minutes_high = excluded.total_sleep_minutes_high,
                            sleep_efficiency = excluded.sleep_efficiency, rule_version = excluded.rule_version,
                            quiz_id = excluded.quiz_id,
                            recorded_at = least(sleep_entries.recorded_at, excluded.recorded_at),
                            corrected_at = excluded.corrected_at
                        """)
                .param("entry", entry.entryId())
                .param("user", user)
                .param("night", entry.nightDate())
                .param("timeZone", entry.timeZone().getId())
                .param("bedtime", answers.bedtime())
                .param("wakeTime", answers.wakeTime())
                .param("bedAt", at(entry.bedAt()))
                .param("wakeAt", at(entry.wakeAt()))
                .param("latency", answers.sleepLatency().name())
                .param("latencyMinutes", figures.sleepLatencyMinutes())
                .param("wakings", answers.nightWakings().name())
                .param("awake", answers.timeAwake().map(DurationBin::name).orElse(null))
                .param("awakeMinutes", figures.timeAwakeMinutes())
                .param("quality", answers.sleepQuality())
                .param("phone", answers.phoneUsage())
                .param(
                        "phoneDuration",
                        answers.phoneDuration().map(DurationBin::name).orElse(null))
                .param("phoneMinutes", figures.phoneDurationMinutes())
                .param("alertness", answers.alertness())
                .param("inBed", figures.timeInBedMinutes())
                .param("sleep", figures.totalSleepMinutes())
                .param("sleepLow", figures.totalSleepMinutesLow())
                .param("sleepHigh", figures.totalSleepMinutesHigh())
                .param("efficiency", figures.sleepEfficiency())
                .param("ruleVersion", SleepFigures.RULE_VERSION)
                .param("quiz", quizId)
                .param("recordedAt", at(recordedAt))
                .param("correctedAt", correctedAt == null ? null : at(correctedAt), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    private void writeDisruptions(SleepEntry entry) {
        jdbc.sql("delete from read_model.sleep_entry_disruptions where entry_id = :entry")
                .param("entry", entry.entryId())
                .update();
        entry.answers()
                .disruptions()
                .forEach(disruption -> jdbc.sql("""
                        insert into read_model.sleep_entry_disruptions (entry_id, disruption)
                        values (:entry, :disruption)
                        """)
                        .param("entry", entry.entryId())
                        .param("disruption", disruption.name())
                        .update());
    }

    private static boolean isOfUnknownUser(DataIntegrityViolationException violation) {
        return violation.getMostSpecificCause() instanceof PSQLException refused
                && refused.getServerErrorMessage() != null
                && FOREIGN_KEY.equals(refused.getServerErrorMessage().getConstraint());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
