package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;

class RetryOfRacesTest {

    private static final CommandMessage<?> COMMAND =
            GenericCommandMessage.asCommandMessage(new RegisterUserCommand("4711", FirstContact.UNKNOWN));

    private final AtomicInteger dispatched = new AtomicInteger();
    private final RetryOfRaces retry = new RetryOfRaces(Runnable::run);

    @Test // #2 regression 25
    void theLoserOfARaceTriesAgainSoon() {
        assertThat(scheduled(new ConcurrencyException("lost"), 1)).isTrue();
        assertThat(scheduled(new IllegalStateException(new ConcurrencyException("lost")), 1))
                .isTrue();
        await().untilAsserted(() -> assertThat(dispatched).hasValue(2));
    }

    @Test // #2
    void whatFailedForAnotherReasonIsNotTriedAgain() {
        assertThat(scheduled(new IllegalStateException("broken"), 1)).isFalse();
        assertThat(dispatched).hasValue(0);
    }

    @Test // #2
    void theAttemptsAreBounded() {
        assertThat(scheduled(new ConcurrencyException("lost"), 15)).isTrue();
        assertThat(scheduled(new ConcurrencyException("lost"), 16)).isFalse();
    }

    private boolean scheduled(RuntimeException failure, int failures) {
        List<Class<? extends Throwable>[]> known = new ArrayList<>(Collections.nCopies(failures, null));
        return retry.scheduleRetry(COMMAND, failure, known, dispatched::incrementAndGet);
    }
}
