package org.sleepquiz.query.diary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.eventhandling.ErrorContext;
import org.axonframework.eventhandling.ErrorHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/**
 * Remembers which batches failed on this node until they succeed. The processor itself keeps running while it tries again,
 * and between two tries shows nothing.
 */
final class FailingEvents implements ErrorHandler, MessageHandlerInterceptor<EventMessage<?>> {

    /** The processor tries again after 60 s at most; what did not fail again by then was mended, here or on another node. */
    static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(120);

    private final Map<String, Instant> failedAt = new ConcurrentHashMap<>();
    private final Clock clock;

    FailingEvents(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handleError(ErrorContext context) throws Exception {
        context.failedEvents().forEach(event -> failedAt.put(event.getIdentifier(), clock.instant()));
        PropagatingErrorHandler.instance().handleError(context);
    }

    @Override
    public Object handle(UnitOfWork<? extends EventMessage<?>> work, InterceptorChain chain) throws Exception {
        if (!failedAt.isEmpty()) {
            String event = work.getMessage().getIdentifier();
            work.afterCommit(committed -> failedAt.remove(event));
        }
        return chain.proceed();
    }

    /** How many events wait for another try. */
    int count() {
        Instant forgotten = clock.instant().minus(FORGOTTEN_AFTER);
        failedAt.values().removeIf(forgotten::isAfter);
        return failedAt.size();
    }
}
