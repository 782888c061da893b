package org.sleepquiz.query.users;

import java.sql.Types;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.query.diary.DiaryBatch;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/** People as a batch leaves them. */
final class UserRows implements DiaryBatch.Rows {

    private final NamedParameterJdbcOperations jdbc;
    private final Map<String, Change> changes = new LinkedHashMap<>();

    UserRows(NamedParameterJdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param erased whether the row that was there before the batch goes first
     * @param registeredAt null if the person was registered before the batch or is gone after it
     * @param settings null if the person is gone after the batch, or their settings are as before
     * @param reachable null if that is as before
     */
    private record Change(
            boolean erased,
            @Nullable Instant registeredAt,
            @Nullable Settings settings,
            @Nullable Boolean reachable) {

        static final Change NONE = new Change(false, null, null, null);

        /** Whether the batch has left no such person. */
        boolean gone() {
            return erased && registeredAt == null;
        }

        boolean registers() {
            return registeredAt != null;
        }

        boolean changesSettings() {
            return registeredAt == null && settings != null;
        }

        boolean changesReachability() {
            return registeredAt == null && reachable != null;
        }
    }

    void register(String user, Instant at, Settings settings) {
        boolean erased = changes.getOrDefault(user, Change.NONE).erased;
        changes.put(user, new Change(erased, at, settings, true));
    }

    void change(String user, Settings settings) {
        Change before = known(user);
        changes.put(user, new Change(before.erased, before.registeredAt, settings, before.reachable));
    }

    void reach(String user, boolean reachable) {
        Change before = known(user);
        changes.put(user, new Change(before.erased, before.registeredAt, before.settings, reachable));
    }

    private Change known(String user) {
        Change before = changes.getOrDefault(user, Change.NONE);
        if (before.gone()) {
            throw unknownUser();
        }
        return before;
    }

    /** Entries, disruptions and prompts go with the row. */
    void erase(String user) {
        changes.put(user, new Change(true, null, null, null));
    }

    @Override
    public void write() {
        forEach(Change::erased, "delete from users where telegram_id = :user");
        forEach(Change::registers, """
                insert into users (telegram_id, registered_at, language, time_zone, prompt_enabled, prompt_time,
                                   sleep_need_minutes, work_days, weekly_report, prompts_paused_until, reachable)
                values (:user, :registeredAt, :language, :timeZone, :promptEnabled, :promptTime, :sleepNeed,
                        string_to_array(:workDays, ',')::int[], :weeklyReport, :promptsPausedUntil, :reachable)
                on conflict (telegram_id) do update
                set registered_at = excluded.registered_at, language = excluded.language, time_zone = excluded.time_zone,
                    prompt_enabled = excluded.prompt_enabled, prompt_time = excluded.prompt_time,
                    sleep_need_minutes = excluded.sleep_need_minutes, work_days = excluded.work_days,
                    weekly_report = excluded.weekly_report, prompts_paused_until = excluded.prompts_paused_until,
                    reachable = excluded.reachable
                """);
        requireKnown(forEach(Change::changesSettings, """
                update users
                set language = :language, time_zone = :timeZone, prompt_enabled = :promptEnabled,
                    prompt_time = :promptTime, sleep_need_minutes = :sleepNeed,
                    work_days = string_to_array(:workDays, ',')::int[], weekly_report = :weeklyReport,
                    prompts_paused_until = :promptsPausedUntil
                where telegram_id = :user
                """));
        requireKnown(forEach(
                Change::changesReachability, "update users set reachable = :reachable where telegram_id = :user"));
        changes.clear();
    }

    private static void requireKnown(int[] changed) {
        if (Arrays.stream(changed).anyMatch(rows -> rows == 0)) {
            throw unknownUser();
        }
    }

    /** One round trip; none if there is nobody. */
    private int[] forEach(Predicate<Change> which, String statement) {
        SqlParameterSource[] rows = changes.entrySet().stream()
                .filter(change -> which.test(change.getValue()))
                .map(change -> parameters(change.getKey(), change.getValue()))
                .toArray(SqlParameterSource[]::new);
        return rows.length == 0 ? new int[0] : jdbc.batchUpdate(statement, rows);
    }

    private static SqlParameterSource parameters(String user, Change change) {
        MapSqlParameterSource parameters = new MapSqlParameterSource("user", user);
        if (change.registeredAt != null) {
            parameters.addValue("registeredAt", at(change.registeredAt));
        }
        parameters.addValue("reachable", change.reachable);
        if (change.settings != null) {
            parameters
                    .addValue("language", change.settings.language().code())
                    .addValue("timeZone", change.settings.timeZone().getId())
                    .addValue("promptEnabled", change.settings.promptEnabled())
                    .addValue("promptTime", change.settings.promptTime())
                    .addValue("sleepNeed", change.settings.sleepNeedMinutes())
                    .addValue("workDays", numbers(change.settings.workingDays()))
                    .addValue(
                            "weeklyReport",
                            change.settings
                                    .reportDay()
                                    .day()
                                    .map(DayOfWeek::getValue)
                                    .orElse(null),
                            Types.INTEGER)
                    .addValue("promptsPausedUntil", change.settings.promptsPausedUntil(), Types.DATE);
        }
        return parameters;
    }

    private static String numbers(Set<DayOfWeek> days) {
        return days.stream().map(day -> Integer.toString(day.getValue())).collect(Collectors.joining(","));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static IllegalStateException unknownUser() {
        return new IllegalStateException("something changed about a user whom the read model does not know");
    }
}
