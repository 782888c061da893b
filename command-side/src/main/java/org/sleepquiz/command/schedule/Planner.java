package org.sleepquiz.command.schedule;

import java.time.Clock;
import java.time.Instant;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.command.quiz.Timetable;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;

/**
 * Keeps the schedule in step with the log. What has been sent need not be known here: the aggregate knows, and says so when it is
 * asked a second time.
 */
@ProcessingGroup(Planner.NAME)
class Planner {

    static final String NAME = "schedule";

    private final Schedule schedule;
    private final Clock clock;

    Planner(Schedule schedule, Clock clock) {
        this.schedule = schedule;
        this.clock = clock;
    }

    @EventHandler
    void on(UserRegistered event) {
        schedule.put(Person.from(event.telegramId(), Timetable.of(event.settings()), since(event)));
    }

    @EventHandler
    void on(SettingsChanged event) {
        Timetable changed = Timetable.of(event.settings());
        schedule.find(event.telegramId())
                .filter(person -> !person.timetable().equals(changed))
                .ifPresent(person -> schedule.put(person.with(changed, since(event))));
    }

    @EventHandler
    void on(PromptSnoozed event) {
        schedule.find(event.telegramId())
                .ifPresent(
                        person -> schedule.put(person.with(person.dues().withAgain(event.until(), event.forDate()))));
    }

    @EventHandler
    void on(UserUnreachable event) {
        schedule.find(event.telegramId()).ifPresent(person -> schedule.put(person.unreachable()));
    }

    @EventHandler
    void on(UserReachable event) {
        schedule.find(event.telegramId())
                .ifPresent(person -> schedule.put(Person.from(event.telegramId(), person.timetable(), since(event))));
    }

    @EventHandler
    void on(UserErased event) {
        schedule.remove(event.telegramId());
    }

    /** Since when something may be due; of what an old event says, only what is not too late. */
    private Instant since(UserSleepEvent event) {
        Instant earliest = clock.instant().minus(Timetable.PROMPT_PATIENCE);
        return event.occurredAt().isAfter(earliest) ? event.occurredAt() : earliest;
    }
}
