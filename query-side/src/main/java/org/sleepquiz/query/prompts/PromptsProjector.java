package org.sleepquiz.query.prompts;

import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.query.diary.Diary;
import org.sleepquiz.query.diary.DiaryBatch;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;

@Component
@Order(Diary.PROMPTS)
@ProcessingGroup(Diary.GROUP)
class PromptsProjector {

    private final JdbcOperations jdbc;

    PromptsProjector(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** The same prompt again after a snooze is not another one: the delay counts from when it was first due. */
    @EventHandler
    void on(QuizPrompted event) {
        if (!event.again()) {
            prompts().add(event.telegramId(), event.forDate(), event.scheduledFor(), event.occurredAt());
        }
    }

    @EventHandler
    void on(PromptSnoozed event) {
        prompts().snooze(event.telegramId(), event.forDate(), event.until());
    }

    @EventHandler
    void on(UserErased event) {
        prompts().forget(event.telegramId());
    }

    private PromptRows prompts() {
        return DiaryBatch.current().rows(Diary.PROMPTS, () -> new PromptRows(jdbc));
    }
}
