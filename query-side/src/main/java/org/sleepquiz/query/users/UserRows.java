package org.sleepquiz.query.users;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
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
     * @param settings null if the person is gone after the batch
     */
    private record Change(
            boolean erased,
            @Nullable Instant registeredAt,
            @Nullable Settings settings) {

        static final Change NONE = new Change(false, null, null);

        boolean registers() {
            return registeredAt != null;
        }

        boolean changesSettings() {
            return registeredAt == null && settings != null;
        }
    }

    void register(String user, Instant at, Settings settings) {
        changes.merge(user, new Change(false, at, settings), (before, now) -> new Change(before.erased, at, settings));
    }

    void change(String user, Settings settings) {
        Change before = changes.getOrDefault(user, Change.NONE);
        if (before.erased && !before.registers()) {
            throw unknownUser();
        }
        changes.put(user, new Change(before.erased, before.registeredAt, settings));
    }

    /** The entries and their disruptions go with the row. */
    void erase(String user) {
        changes.put(user, new Change(true, null, null));
    }

    @Override
    public void write() {
        forEach(Change::erased, "delete from read_model.users where telegram_id = :user");
        forEach(Change::registers, """
                insert into read_model.users (telegram_id, registered_at, language, time_zone, prompt_enabled, prompt_time,
                                              sleep_need_minutes)
                values (:user, :registeredAt, :language, :timeZone, :promptEnabled, :promptTime, :sleepNeed)
                on conflict (telegram_id) do update
                set registered_at = excluded.registered_at, language = excluded.language, time_zone = excluded.time_zone,
                    prompt_enabled = excluded.prompt_enabled, prompt_time = excluded.prompt_time,
                    sleep_need_minutes = excluded.sleep_need_minutes
                """);
        int[] changed = forEach(Change::changesSettings, """
                update read_model.users
                set language = :language, time_zone = :timeZone, prompt_enabled = :promptEnabled,
                    prompt_time = :promptTime, sleep_need_minutes = :sleepNeed
                where telegram_id = :user
                """);
        if (Arrays.stream(changed).anyMatch(rows -> rows == 0)) {
            throw unknownUser();
        }
        changes.clear();
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
        if (change.settings != null) {
            parameters
                    .addValue("language", change.settings.language().code())
                    .addValue("timeZone", change.settings.timeZone().getId())
                    .addValue("promptEnabled", change.settings.promptEnabled())
                    .addValue("promptTime", change.settings.promptTime())
                    .addValue("sleepNeed", change.settings.sleepNeedMinutes());
        }
        return parameters;
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static IllegalStateException unknownUser() {
        return new IllegalStateException("settings were changed of a user whom the read model does not know");
    }
}
