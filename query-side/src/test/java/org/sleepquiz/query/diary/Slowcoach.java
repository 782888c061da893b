package org.sleepquiz.query.diary;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.messages.UserSleepEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** A projector that takes its time, until it is told to go on. */
@Order(Diary.HISTORY + 10)
@ProcessingGroup(Diary.GROUP)
class Slowcoach {

    private final CountDownLatch told = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    int begun() {
        return begun.get();
    }

    void goOn() {
        told.countDown();
    }

    @EventHandler
    void on(UserSleepEvent event) throws InterruptedException {
        begun.incrementAndGet();
        told.await();
    }

    /** Not annotated as a configuration, so that only the tests that name it have it. */
    static class Hired {
        @Bean
        Slowcoach slowcoach() {
            return new Slowcoach();
        }
    }
}
