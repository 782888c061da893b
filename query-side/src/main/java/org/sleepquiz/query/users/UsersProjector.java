package org.sleepquiz.query.users;

import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.query.diary.Diary;
import org.sleepquiz.query.diary.DiaryBatch;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.stereotype.Component;

@Component
@Order(Diary.USERS)
@ProcessingGroup(Diary.GROUP)
class UsersProjector {

    private final NamedParameterJdbcOperations jdbc;

    UsersProjector(NamedParameterJdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(UserRegistered event) {
        users().register(event.telegramId(), event.occurredAt(), event.settings());
    }

    @EventHandler
    void on(SettingsChanged event) {
        users().change(event.telegramId(), event.settings());
    }

    @EventHandler
    void on(UserUnreachable event) {
        users().reach(event.telegramId(), false);
    }

    @EventHandler
    void on(UserReachable event) {
        users().reach(event.telegramId(), true);
    }

    @EventHandler
    void on(UserErased event) {
        users().erase(event.telegramId());
    }

    private UserRows users() {
        return DiaryBatch.current().rows(Diary.USERS, () -> new UserRows(jdbc));
    }
}
