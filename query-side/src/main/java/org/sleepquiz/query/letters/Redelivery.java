package org.sleepquiz.query.letters;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.MetaData;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Tries letters again: all of a person's, in the order in which they happened, as far as they go. */
@Component
class Redelivery {

    private static final String ERASURE = UserErased.class.getSimpleName();

    private final Letters letters;
    private final Projection projection;
    private final EventStorageEngine log;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final TransactionTemplate savepoint;

    Redelivery(
            Letters letters,
            Projection projection,
            EventStorageEngine log,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.letters = letters;
        this.projection = projection;
        this.log = log;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.savepoint = new TransactionTemplate(
                transactions, new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_NESTED));
    }

    /**
     * What came of a try.
     *
     * @param delivered how many letters have taken effect
     * @param left how many of the person's are there still
     */
    record Outcome(int delivered, int left) {}

    /** Tries a person's letters if the first of them is due. */
    Outcome ifDue(String person) {
        return deliver(person, first -> first.isDue(clock.instant()));
    }

    /** Tries a person's letters, due or not. */
    Outcome now(String person) {
        return deliver(person, first -> true);
    }

    /**
     * In one transaction, which keeps everybody else from these letters. What fails because of itself is undone alone and fails
     * once more; anything else undoes the whole try and counts for nothing.
     */
    private Outcome deliver(String person, Predicate<Letter> condition) {
        return transaction.execute(status -> {
            List<Letter> queue = letters.locked(person);
            if (queue.isEmpty() || !condition.test(queue.get(0))) {
                return new Outcome(0, queue.size());
            }
            Map<String, DomainEventMessage<?>> events = events(person, queue);
            int delivered = 0;
            for (Letter letter : queue) {
                Optional<RuntimeException> failure = failureOf(letter, events);
                if (failure.isPresent()) {
                    letters.failedAgain(letter, failure.get());
                    break;
                }
                letters.delivered(letter);
                delivered++;
            }
            return new Outcome(delivered, queue.size() - delivered);
        });
    }

    private Optional<RuntimeException> failureOf(Letter letter, Map<String, DomainEventMessage<?>> events) {
        try {
            savepoint.executeWithoutResult(status -> projection.project(tracked(letter.event(), events)));
            return Optional.empty();
        } catch (RuntimeException failure) {
            if (Trouble.isOfTheEvent(failure)) {
                return Optional.of(failure);
            }
            throw failure;
        }
    }

    /** The person's stream from the first letter on. */
    private Map<String, DomainEventMessage<?>> events(String person, List<Letter> queue) {
        return queue.stream()
                .map(Letter::event)
                .filter(event -> !event.type().equals(ERASURE))
                .findFirst()
                .map(first -> log.readEvents(person, first.sequence())
                        .asStream()
                        .<DomainEventMessage<?>>map(event -> event)
                        .collect(Collectors.toMap(DomainEventMessage::getIdentifier, Function.identity())))
                .orElseGet(Map::of);
    }

    /** With its place in the log as the reader of the log would have given it. */
    private static GenericTrackedDomainEventMessage<?> tracked(
            EventInLog place, Map<String, DomainEventMessage<?>> events) {
        DomainEventMessage<?> event = place.type().equals(ERASURE)
                ? erasure(place)
                : events.get(place.id().toString());
        if (event == null) {
            throw new IllegalStateException("the log does not hold the event any more");
        }
        return tracked(GapAwareTrackingToken.newInstance(place.position(), List.of()), event);
    }

    /** The letter itself says all that an erasure says; its stream bears no name any more, and after a week neither does the event. */
    private static DomainEventMessage<?> erasure(EventInLog place) {
        return new GenericDomainEventMessage<>(
                "UserSleep",
                place.person(),
                place.sequence(),
                new UserErased(place.person(), Instant.EPOCH),
                MetaData.emptyInstance(),
                place.id().toString(),
                Instant.EPOCH);
    }

    private static <T> GenericTrackedDomainEventMessage<T> tracked(
            GapAwareTrackingToken token, DomainEventMessage<T> event) {
        return new GenericTrackedDomainEventMessage<>(token, event);
    }
}
