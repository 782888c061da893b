package org.sleepquiz.query.diary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.ErrorContext;
import org.axonframework.eventhandling.ErrorHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.eventstore.ByPerson;
import org.sleepquiz.eventstore.EventPosition;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.query.letters.EventInLog;
import org.sleepquiz.query.letters.Letters;
import org.sleepquiz.query.letters.Trouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds out which events fail, and makes dead letters of those that do so because of themselves.
 *
 * <p>A batch is written at once, so that a refusal of the database may be about any of its events. At the next try each of them
 * is written by itself, within a savepoint. The one that fails is undone to there and becomes a letter in the transaction that
 * moves the token; what happens to the same person afterwards queues behind it, and the others go on. What fails because
 * of something else is tried again, with all of its batch, until it succeeds.
 */
final class FailingEvents implements ErrorHandler, MessageHandlerInterceptor<EventMessage<?>> {

    /** The processor tries again after 60 s at most; what did not fail again by then was mended, here or on another node. */
    static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(120);

    private static final Logger LOG = LoggerFactory.getLogger(FailingEvents.class);
    private static final String PEOPLE_WITH_LETTERS = FailingEvents.class.getName();

    private final ByPerson byPerson = new ByPerson();

    /** Events to be written by themselves, and since when. */
    private final Map<String, Instant> suspects = new ConcurrentHashMap<>();

    /** Events that could become no letters; of a batch that failed as a whole, the first. */
    private final Map<String, Instant> failedAt = new ConcurrentHashMap<>();

    private final Letters letters;
    private final EventPosition positions;
    private final TransactionTemplate savepoint;
    private final Clock clock;

    FailingEvents(Letters letters, EventPosition positions, PlatformTransactionManager transactions, Clock clock) {
        this.letters = letters;
        this.positions = positions;
        this.savepoint = new TransactionTemplate(
                transactions, new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_NESTED));
        this.clock = clock;
    }

    @Override
    public void handleError(ErrorContext context) throws Exception {
        List<? extends EventMessage<?>> batch = context.failedEvents();
        Instant now = clock.instant();
        boolean ofAnEvent = Trouble.isOfTheEvent(context.error());
        if (context.error() instanceof EventNotProjected known) {
            if (ofAnEvent) {
                batch.forEach(event -> suspects.remove(event.getIdentifier()));
                suspects.put(known.event(), now);
            }
            failedAt.put(known.event(), now);
            LOG.error("failed {} ofTheEvent={}", known.getMessage(), ofAnEvent);
        } else {
            if (ofAnEvent) {
                batch.forEach(event -> suspects.put(event.getIdentifier(), now));
            } else {
                failedAt.put(batch.get(0).getIdentifier(), now);
            }
            LOG.error(
                    "failed=one_of_a_batch events={} from={} to={} next={}",
                    batch.size(),
                    EventNotProjected.position(batch.get(0)),
                    EventNotProjected.position(batch.get(batch.size() - 1)),
                    ofAnEvent ? "one_by_one" : "again");
        }
        PropagatingErrorHandler.instance().handleError(context);
    }

    @Override
    public @Nullable Object handle(UnitOfWork<? extends EventMessage<?>> work, InterceptorChain chain)
            throws Exception {
        EventMessage<?> event = work.getMessage();
        String id = event.getIdentifier();
        String person = person(event);
        Set<String> peopleWithLetters = peopleWithLetters(work);
        boolean suspect = suspects.containsKey(id);
        if (suspect || failedAt.containsKey(id)) {
            work.afterCommit(committed -> {
                suspects.remove(id);
                failedAt.remove(id);
            });
        }
        if (peopleWithLetters.contains(person)) {
            if (event.getPayloadType() != UserErased.class) {
                letters.queue(inLog(event, person));
                return null;
            }
            // nothing of theirs is to take effect any more
            letters.forget(person);
            peopleWithLetters.remove(person);
        }
        if (suspect) {
            if (!projectByItself(work, event, person, chain)) {
                peopleWithLetters.add(person);
            }
            return null;
        }
        try {
            return chain.proceed();
        } catch (Exception failure) {
            throw new EventNotProjected(event, failure);
        }
    }

    /** @return false if the event became a letter */
    private boolean projectByItself(UnitOfWork<?> work, EventMessage<?> event, String person, InterceptorChain chain) {
        DiaryBatch batch = DiaryBatch.of(work);
        // what came before it is not to be blamed on it
        batch.write();
        try {
            savepoint.executeWithoutResult(status -> {
                try {
                    chain.proceed();
                    batch.write();
                } catch (Exception failure) {
                    throw new EventNotProjected(event, failure);
                }
            });
            return true;
        } catch (EventNotProjected failure) {
            if (!Trouble.isOfTheEvent(failure) || letters.areTooMany()) {
                throw failure;
            }
            batch.forgetWhatWasNotWritten();
            return !letters.add(inLog(event, person), failure);
        }
    }

    private Set<String> peopleWithLetters(UnitOfWork<? extends EventMessage<?>> work) {
        return work.getOrComputeResource(PEOPLE_WITH_LETTERS, name -> {
            Collection<? extends EventMessage<?>> batch =
                    work instanceof BatchingUnitOfWork<? extends EventMessage<?>> many
                            ? many.getMessages()
                            : List.of(work.getMessage());
            return letters.peopleAmong(
                    batch.stream().map(this::person).distinct().toList());
        });
    }

    private String person(EventMessage<?> event) {
        return (String) Objects.requireNonNull(byPerson.getSequenceIdentifierFor(event));
    }

    private EventInLog inLog(EventMessage<?> event, String person) {
        return new EventInLog(
                UUID.fromString(event.getIdentifier()),
                person,
                positions.of(((TrackedEventMessage<?>) event).trackingToken()),
                ((DomainEventMessage<?>) event).getSequenceNumber(),
                EventType.of(event.getPayloadType()).name());
    }

    /** How many events keep a segment of this node from going on. */
    int count() {
        Instant forgotten = clock.instant().minus(FORGOTTEN_AFTER);
        suspects.values().removeIf(forgotten::isAfter);
        failedAt.values().removeIf(forgotten::isAfter);
        return failedAt.size();
    }
}
