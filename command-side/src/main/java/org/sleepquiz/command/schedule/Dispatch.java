package org.sleepquiz.command.schedule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.sleepquiz.command.quiz.Decision;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Sending;
import org.sleepquiz.command.quiz.Timetable;
import org.sleepquiz.command.schedule.Schedule.Handled;
import org.sleepquiz.messages.UserSleepCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has everything sent that is due, the longest waiting first. The command goes first and the row is moved afterwards: whoever is
 * interrupted in between, or does the same beside another node, asks the aggregate a second time and is told that it has been sent.
 */
final class Dispatch {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /** Rows that are read, and moved, at a time. */
    private static final int PAGE = 500;

    /** After a long rest many have only to be passed over; whoever stops the node does not wait for all of them. */
    private static final int MOST_PAGES = 20;

    /** As long as a command waits for its turn at the most. */
    private static final long PATIENCE_SECONDS = 15;

    /** Whose command has failed is not in the way of the others. */
    private static final Duration REST = Duration.ofSeconds(30);

    private final Schedule schedule;
    private final CommandGateway gateway;
    private final Clock clock;
    private final int perLook;
    private final MeterRegistry meters;
    private final Timer lateness;

    /** @param perLook how many may be sent each time */
    Dispatch(Schedule schedule, CommandGateway gateway, Clock clock, int perLook, MeterRegistry meters) {
        this.schedule = schedule;
        this.gateway = gateway;
        this.clock = clock;
        this.perLook = perLook;
        this.meters = meters;
        this.lateness = Timer.builder("sleepquiz.prompts.lateness")
                .description("From the instant at which something was due until it was sent on")
                .serviceLevelObjectives(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Timetable.PROMPT_PATIENCE)
                .register(meters);
        Gauge.builder("sleepquiz.prompts.overdue", this::overdueSeconds)
                .description("For how long the longest waiting of all has been due")
                .baseUnit("seconds")
                .register(meters);
    }

    private double overdueSeconds() {
        Instant now = clock.instant();
        return schedule.firstDue()
                .filter(now::isAfter)
                .map(due -> Duration.between(due, now).toMillis() / 1_000.0)
                .orElse(0.0);
    }

    /** A person whose time has come, and what comes of it. */
    private record Turn(Person person, Due due, CompletableFuture<Sending> sending) {}

    /** Has sent what is due now, as far as it may be sent at once. */
    void look() {
        Instant now = clock.instant();
        int left = perLook;
        boolean hasMore = true;
        for (int pages = 0; hasMore && left > 0 && pages < MOST_PAGES; pages++) {
            List<Person> page = schedule.due(now, PAGE);
            List<Turn> turns = new ArrayList<>();
            for (Person person : page) {
                Due due = person.first().orElseThrow();
                if (due.isTooLate(now)) {
                    turns.add(new Turn(person, due, CompletableFuture.completedFuture(Sending.TOO_LATE)));
                } else if (left > 0) {
                    left--;
                    turns.add(new Turn(person, due, send(person.command(due))));
                }
            }
            schedule.move(turns.stream().map(turn -> handled(turn, now)).toList());
            hasMore = page.size() == PAGE;
        }
    }

    private CompletableFuture<Sending> send(UserSleepCommand command) {
        try {
            return gateway.<Decision<Sending>>send(command)
                    .thenApply(decision -> ((Accepted<Sending>) decision).reply())
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(full);
        }
    }

    private Handled handled(Turn turn, Instant now) {
        try {
            Sending sending = turn.sending().join();
            count(turn.due(), sending.name());
            if (sending == Sending.SENT) {
                lateness.record(Duration.between(turn.due().at(), clock.instant()));
            }
            return new Handled(turn.person(), turn.person().after(turn.due(), now), null);
        } catch (CompletionException failed) {
            LOG.warn(
                    "event=sending_failed kind={} due={} cause={}",
                    turn.due().kind(),
                    turn.due().at(),
                    failed.getCause().getClass().getSimpleName());
            LOG.debug("event=sending_failed", failed);
            count(turn.due(), "FAILED");
            return new Handled(turn.person(), turn.person().dues(), now.plus(REST));
        }
    }

    private void count(Due due, String outcome) {
        Counter.builder("sleepquiz.prompts")
                .description("Prompts and reports that were due, by what came of them")
                .tag("kind", due.kind().name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome.toLowerCase(Locale.ROOT))
                .register(meters)
                .increment();
    }
}
