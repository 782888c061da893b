package org.sleepquiz.query.diary;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.messages.UserSleepEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** A projector that fails for certain users, after all others have written their rows. */
@Order(Diary.HISTORY + 10)
@ProcessingGroup(Diary.GROUP)
class Saboteur {

    private final Set<String> victims = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failures = new AtomicInteger();

    void turnAgainst(String user) {
        victims.add(user);
    }

    void leaveInPeace(String user) {
        victims.remove(user);
    }

    int failures() {
        return failures.get();
    }

    @EventHandler
    void on(UserSleepEvent event) {
        if (victims.contains(event.telegramId())) {
            failures.incrementAndGet();
            throw new IllegalStateException("sabotage");
        }
    }

    /** Not annotated as a configuration, so that only the tests that name it have it. */
    static class Hired {
        @Bean
        Saboteur saboteur() {
            return new Saboteur();
        }
    }
}
