package org.sleepquiz.query.diary;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.messages.UserSleepEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** A projector that fails for certain users, after all others have written their rows. */
@Order(Diary.HISTORY + 10)
@ProcessingGroup(Diary.GROUP)
public class Saboteur {

    private final Map<String, Supplier<RuntimeException>> victims = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();

    /** As if their events were to blame. */
    public void turnAgainst(String user) {
        turnAgainst(user, () -> new IllegalStateException("sabotage of " + user));
    }

    public void turnAgainst(String user, Supplier<RuntimeException> failure) {
        victims.put(user, failure);
    }

    public void leaveInPeace(String user) {
        victims.remove(user);
    }

    public void leaveEverybodyInPeace() {
        victims.clear();
    }

    int failures() {
        return failures.get();
    }

    @EventHandler
    void on(UserSleepEvent event) {
        Supplier<RuntimeException> failure = victims.get(event.telegramId());
        if (failure != null) {
            failures.incrementAndGet();
            // so that there is something to undo
            DiaryBatch.current().write();
            throw failure.get();
        }
    }

    /** Not annotated as a configuration, so that only the tests that name it have it. */
    public static class Hired {
        @Bean
        Saboteur saboteur() {
            return new Saboteur();
        }
    }
}
