package org.sleepquiz.query.prompts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sleepquiz.query.diary.DiaryBatch;
import org.springframework.jdbc.core.JdbcOperations;

/** What a batch adds to the prompts. */
final class PromptRows implements DiaryBatch.Rows {

    private final JdbcOperations jdbc;
    private final Map<Day, Prompted> prompts = new LinkedHashMap<>();
    private final Map<Day, Instant> snoozes = new LinkedHashMap<>();

    PromptRows(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    private record Day(String user, LocalDate date) {}

    private record Prompted(Instant scheduledFor, Instant at) {}

    /** A prompt of that day as it begins: not put off yet. */
    void add(String user, LocalDate forDate, Instant scheduledFor, Instant at) {
        Day day = new Day(user, forDate);
        prompts.put(day, new Prompted(scheduledFor, at));
        snoozes.remove(day);
    }

    void snooze(String user, LocalDate forDate, Instant until) {
        snoozes.put(new Day(user, forDate), until);
    }

    /** What was there before the batch goes with the user's row. */
    void forget(String user) {
        prompts.keySet().removeIf(day -> day.user.equals(user));
        snoozes.keySet().removeIf(day -> day.user.equals(user));
    }

    @Override
    public void write() {
        List<Object[]> added = prompts.entrySet().stream()
                .map(prompt -> new Object[] {
                    prompt.getKey().user,
                    prompt.getKey().date,
                    prompt.getValue().scheduledFor.atOffset(ZoneOffset.UTC),
                    prompt.getValue().at.atOffset(ZoneOffset.UTC)
                })
                .toList();
        jdbc.batchUpdate("""
                insert into prompts (user_id, for_date, scheduled_for, prompted_at)
                values (?, ?, ?, ?)
                on conflict (user_id, for_date) do update
                set scheduled_for = excluded.scheduled_for, prompted_at = excluded.prompted_at, snoozed_until = null
                """, added);
        List<Object[]> snoozed = snoozes.entrySet().stream()
                .map(snooze -> new Object[] {
                    snooze.getValue().atOffset(ZoneOffset.UTC), snooze.getKey().user, snooze.getKey().date
                })
                .toList();
        jdbc.batchUpdate("update prompts set snoozed_until = ? where user_id = ? and for_date = ?", snoozed);
        prompts.clear();
        snoozes.clear();
    }
}
