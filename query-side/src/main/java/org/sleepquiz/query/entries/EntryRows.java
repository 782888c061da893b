package org.sleepquiz.query.entries;

import io.micrometer.core.instrument.Counter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.query.diary.DiaryBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcOperations;

/** Nights as a batch leaves them. */
final class EntryRows implements DiaryBatch.Rows {

    /** Support code of an entry for a user whom the read model does not know. It must never occur. */
    static final String UNKNOWN_USER = "FK-SLEEP-120";

    private static final Logger LOG = LoggerFactory.getLogger(EntryRows.class);
    private static final String FOREIGN_KEY = "sleep_entries_user_id_fkey";

    private final JdbcOperations jdbc;
    private final Counter unknownUsers;
    private final Map<Night, Outcome> outcomes = new LinkedHashMap<>();

    /** @param unknownUsers counts the writes that failed for want of a user */
    EntryRows(JdbcOperations jdbc, Counter unknownUsers) {
        this.jdbc = jdbc;
        this.unknownUsers = unknownUsers;
    }

    private record Night(String user, LocalDate date) {}

    /**
     * @param anew whether what was there before the batch goes first
     * @param recorded null if the night has no entry after the batch
     */
    private record Outcome(boolean anew, @Nullable Recorded recorded) {}

    /**
     * @param at when the night was first recorded
     * @param on the local date of that
     */
    private record Recorded(
            UUID quizId,
            SleepEntry entry,
            Instant at,
            LocalDate on,
            @Nullable Instant correctedAt) {

        static Recorded now(UUID quizId, SleepEntry entry, Instant at, @Nullable Instant correctedAt) {
            return new Recorded(quizId, entry, at, LocalDate.ofInstant(at, entry.timeZone()), correctedAt);
        }

        /** This, but first recorded when the earlier one was. */
        Recorded correcting(Recorded earlier) {
            return at.isBefore(earlier.at) ? this : new Recorded(quizId, entry, earlier.at, earlier.on, correctedAt);
        }

        EntryRow row(String user) {
            return EntryRow.of(user, quizId, entry, at, on, correctedAt);
        }
    }

    void record(String user, UUID quizId, SleepEntry entry, Instant at) {
        put(new Night(user, entry.nightDate()), Recorded.now(quizId, entry, at, null));
    }

    void correct(String user, UUID quizId, SleepEntry entry, Instant at) {
        put(new Night(user, entry.nightDate()), Recorded.now(quizId, entry, at, at));
    }

    private void put(Night night, Recorded now) {
        outcomes.merge(night, new Outcome(false, now), (before, first) -> after(before, now));
    }

    private static Outcome after(Outcome before, Recorded now) {
        Recorded earlier = before.recorded;
        if (earlier == null || !earlier.entry.entryId().equals(now.entry.entryId())) {
            return new Outcome(true, now);
        }
        return new Outcome(before.anew, now.correcting(earlier));
    }

    void delete(String user, LocalDate night) {
        outcomes.put(new Night(user, night), new Outcome(true, null));
    }

    /** What was there before the batch goes with the user's row. */
    void forget(String user) {
        outcomes.keySet().removeIf(night -> night.user.equals(user));
    }

    @Override
    public void write() {
        clearNights();
        List<EntryRow> rows = new ArrayList<>();
        outcomes.forEach((night, outcome) -> {
            if (outcome.recorded != null) {
                rows.add(outcome.recorded.row(night.user));
            }
        });
        if (!rows.isEmpty()) {
            try {
                writeEntries(rows);
            } catch (DataIntegrityViolationException violation) {
                if (isOfUnknownUser(violation)) {
                    unknownUsers.increment();
                    LOG.error(
                            "code={} entries={} the read model does not know the user of one of these",
                            UNKNOWN_USER,
                            rows.size());
                }
                throw violation;
            }
            writeDisruptions(rows);
        }
        outcomes.clear();
    }

    /**
     * Takes away what was deleted. Also, when events are projected again onto old rows, an entry that the night got after this
     * one's deletion.
     */
    private void clearNights() {
        List<Object[]> nights = new ArrayList<>();
        outcomes.forEach((night, outcome) -> {
            boolean keeps = outcome.recorded != null && !outcome.anew;
            nights.add(new Object[] {night.user, night.date, keeps ? outcome.recorded.entry.entryId() : null});
        });
        jdbc.batchUpdate("""
                delete from sleep_entries
                where user_id = ? and night_date = ? and entry_id is distinct from ?::uuid
                """, nights);
    }

    private void writeEntries(List<EntryRow> rows) {
        jdbc.update("""
                insert into sleep_entries (
                    entry_id, user_id, night_date, time_zone, bedtime, wake_time, bed_at, wake_at,
                    sleep_latency, sleep_latency_minutes, night_wakings, time_awake, time_awake_minutes,
                    sleep_quality, phone_usage, phone_duration, phone_duration_minutes, alertness,
                    time_in_bed_minutes, total_sleep_minutes, total_sleep_minutes_low, total_sleep_minutes_high,
                    sleep_efficiency, rule_version, quiz_id, recorded_at, recorded_on, corrected_at)
                select
                    entry_id, user_id, night_date, time_zone, bedtime, wake_time, bed_at, wake_at,
                    sleep_latency, sleep_latency_minutes, night_wakings, time_awake, time_awake_minutes,
                    sleep_quality, phone_usage, phone_duration, phone_duration_minutes, alertness,
                    time_in_bed_minutes, total_sleep_minutes, total_sleep_minutes_low, total_sleep_minutes_high,
                    sleep_efficiency, rule_version, quiz_id, recorded_at, recorded_on, corrected_at
                from json_populate_recordset(null::sleep_entries, ?::json)
                on conflict (entry_id) do update
                set night_date = excluded.night_date, time_zone = excluded.time_zone,
                    bedtime = excluded.bedtime, wake_time = excluded.wake_time,
                    bed_at = excluded.bed_at, wake_at = excluded.wake_at,
                    sleep_latency = excluded.sleep_latency, sleep_latency_minutes = excluded.sleep_latency_minutes,
                    night_wakings = excluded.night_wakings,
                    time_awake = excluded.time_awake, time_awake_minutes = excluded.time_awake_minutes,
                    sleep_quality = excluded.sleep_quality, phone_usage = excluded.phone_usage,
                    phone_duration = excluded.phone_duration, phone_duration_minutes = excluded.phone_duration_minutes,
                    alertness = excluded.alertness, time_in_bed_minutes = excluded.time_in_bed_minutes,
                    total_sleep_minutes = excluded.total_sleep_minutes,
                    total_sleep_minutes_low = excluded.total_sleep_minutes_low,
                    total_sleep_minutes_high = excluded.total_sleep_minutes_high,
                    sleep_efficiency = excluded.sleep_efficiency, rule_version = excluded.rule_version,
                    quiz_id = excluded.quiz_id,
                    recorded_at = least(sleep_entries.recorded_at, excluded.recorded_at),
                    recorded_on = case when excluded.recorded_at < sleep_entries.recorded_at
                                       then excluded.recorded_on else sleep_entries.recorded_on end,
                    corrected_at = excluded.corrected_at
                """, Json.MAPPER.writeValueAsString(rows));
    }

    private void writeDisruptions(List<EntryRow> rows) {
        jdbc.batchUpdate(
                "delete from sleep_entry_disruptions where entry_id = ?",
                rows.stream().map(row -> new Object[] {row.entryId()}).toList());
        List<Object[]> disruptions = rows.stream()
                .flatMap(row ->
                        row.disruptions().stream().map(disruption -> new Object[] {row.entryId(), disruption.name()}))
                .toList();
        jdbc.batchUpdate("insert into sleep_entry_disruptions (entry_id, disruption) values (?, ?)", disruptions);
    }

    private static boolean isOfUnknownUser(DataIntegrityViolationException violation) {
        return violation.getMostSpecificCause() instanceof PSQLException refused
                && refused.getServerErrorMessage() != null
                && FOREIGN_KEY.equals(refused.getServerErrorMessage().getConstraint());
    }
}
