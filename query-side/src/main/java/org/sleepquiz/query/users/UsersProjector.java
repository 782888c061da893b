package org.sleepquiz.query.users;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.query.diary.Diary;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

@Component
@Order(Diary.USERS)
@ProcessingGroup(Diary.GROUP)
class UsersProjector {

    private final JdbcClient jdbc;

    UsersProjector(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(UserRegistered event) {
        withSettings(event.settings(), jdbc.sql("""
                        insert into read_model.users (telegram_id, registered_at, language, time_zone, prompt_enabled,
                                                      prompt_time, sleep_need_minutes)
                        values (:user, :registeredAt, :language, :timeZone, :promptEnabled, :promptTime, :sleepNeed)
                        on conflict (telegram_id) do update
                        set registered_at = excluded.registered_at, language = excluded.language,
                            time_zone = excluded.time_zone, prompt_enabled = excluded.prompt_enabled,
                            prompt_time = excluded.prompt_time, sleep_need_minutes = excluded.sleep_need_minutes
                        """))
                .param("user", event.telegramId())
                .param("registeredAt", at(event.occurredAt()))
                .update();
    }

    @EventHandler
    void on(SettingsChanged event) {
        int changed = withSettings(event.settings(), jdbc.sql("""
                        update read_model.users
                        set language = :language, time_zone = :timeZone, prompt_enabled = :promptEnabled,
                            prompt_time = :promptTime, sleep_need_minutes = :sleepNeed
                        where telegram_id = :user
                        """))
                .param("user", event.telegramId())
                .update();
        if (changed == 0) {
            throw new IllegalStateException("settings were changed of a user whom the read model does not know");
        }
    }

    /** The entries and their disruptions go with the row. */
    @EventHandler
    void on(UserErased event) {
        jdbc.sql("delete from read_model.users where telegram_id = :user")
                .param("user", event.telegramId())
                .update();
    }

    private static StatementSpec withSettings(Settings settings, StatementSpec statement) {
        return statement
                .param("language", settings.language().code())
                .param("timeZone", settings.timeZone().getId())
                .param("promptEnabled", settings.promptEnabled())
                .param("promptTime", settings.promptTime())
                .param("sleepNeed", settings.sleepNeedMinutes());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
