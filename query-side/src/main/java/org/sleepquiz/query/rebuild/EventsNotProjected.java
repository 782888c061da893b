package org.sleepquiz.query.rebuild;

import java.util.List;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Events of which one cannot be projected; the message names the first, and says nothing of whom it is about. */
final class EventsNotProjected extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EventsNotProjected(List<TrackedEventMessage<?>> events, Throwable cause) {
        super(
                "event=%s type=%s position=%d cause=%s"
                        .formatted(
                                events.get(0).getIdentifier(),
                                events.get(0).getPayloadType().getSimpleName(),
                                events.get(0).trackingToken().position().orElse(-1),
                                cause.getClass().getSimpleName()),
                cause);
    }

    /** Whether it is not for the events, but because the database could not be reached or had too much to do. */
    boolean isForNow() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransactionException) {
                return true;
            }
        }
        return false;
    }
}
