package org.sleepquiz.query.diary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.eventhandling.ErrorContext;
import org.axonframework.eventhandling.ErrorHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which events fail and remembers them on this node until they succeed. The processor itself keeps running while it
 * tries again, and between two tries shows nothing.
 *
 * <p>A batch is written at once, so that a refusal of the database may be about any of its events. At the next try each of them
 * is written by itself, and the one that fails is known.
 */
final class FailingEvents implements ErrorHandler, MessageHandlerInterceptor<EventMessage<?>> {

    /** The processor tries again after 60 s at most; what did not fail again by then was mended, here or on another node. */
    static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(120);

    private static final Logger LOG = LoggerFactory.getLogger(FailingEvents.class);

    private final Map<String, Instant> failedAt = new ConcurrentHashMap<>();
    private final Clock clock;

    FailingEvents(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handleError(ErrorContext context) throws Exception {
        List<? extends EventMessage<?>> batch = context.failedEvents();
        Instant now = clock.instant();
        batch.forEach(event -> failedAt.put(event.getIdentifier(), now));
        if (context.error() instanceof EventNotProjected known) {
            failedAt.keySet()
                    .removeAll(batch.stream()
                            .map(EventMessage::getIdentifier)
                            .filter(event -> !event.equals(known.event()))
                            .toList());
            LOG.error("failed {}", known.getMessage());
        } else {
            LOG.error(
                    "failed=one_of_a_batch events={} from={} to={} next=one_by_one",
                    batch.size(),
                    EventNotProjected.position(batch.get(0)),
                    EventNotProjected.position(batch.get(batch.size() - 1)));
        }
        PropagatingErrorHandler.instance().handleError(context);
    }

    @Override
    public Object handle(UnitOfWork<? extends EventMessage<?>> work, InterceptorChain chain) throws Exception {
        EventMessage<?> event = work.getMessage();
        boolean suspect = failedAt.containsKey(event.getIdentifier());
        if (suspect) {
            // what came before it is not to be blamed on it
            DiaryBatch.of(work).write();
            work.afterCommit(committed -> failedAt.remove(event.getIdentifier()));
        }
        try {
            Object result = chain.proceed();
            if (suspect) {
                DiaryBatch.of(work).write();
            }
            return result;
        } catch (Exception failure) {
            throw new EventNotProjected(event, failure);
        }
    }

    /** How many events wait for another try. */
    int count() {
        Instant forgotten = clock.instant().minus(FORGOTTEN_AFTER);
        failedAt.values().removeIf(forgotten::isAfter);
        return failedAt.size();
    }
}
