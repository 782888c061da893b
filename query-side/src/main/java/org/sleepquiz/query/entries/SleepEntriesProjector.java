package org.sleepquiz.query.entries;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.query.diary.Diary;
import org.sleepquiz.query.diary.DiaryBatch;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;

@Component
@Order(Diary.ENTRIES)
@ProcessingGroup(Diary.GROUP)
class SleepEntriesProjector {

    private final JdbcOperations jdbc;
    private final Counter unknownUsers;

    SleepEntriesProjector(JdbcOperations jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.unknownUsers = Counter.builder("sleepquiz.fk.sleep.120")
                .description("Entries that arrived for a user whom the read model does not know; must stay 0")
                .register(meters);
    }

    @EventHandler
    void on(QuizCompleted event) {
        entries().record(event.telegramId(), event.quizId(), event.entry(), event.occurredAt());
    }

    @EventHandler
    void on(SleepEntryCorrected event) {
        entries().correct(event.telegramId(), event.quizId(), event.entry(), event.occurredAt());
    }

    @EventHandler
    void on(SleepEntryDeleted event) {
        entries().delete(event.telegramId(), event.nightDate());
    }

    @EventHandler
    void on(UserErased event) {
        entries().forget(event.telegramId());
    }

    private EntryRows entries() {
        return DiaryBatch.current().rows(Diary.ENTRIES, () -> new EntryRows(jdbc, unknownUsers));
    }
}
