package org.sleepquiz.eventstore;

import java.util.Optional;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/**
 * Which event was the newest of a stream when something was decided on it. Whoever decides says so within the unit of work that appends
 * what follows, and the append is stored only behind that very event: a place in the stream alone would not tell, as whoever was
 * erased and has come back may have got as far again.
 */
public final class DecidedOn {

    private static final String RESOURCE = DecidedOn.class.getName() + "/";

    private DecidedOn() {}

    /** @param eventIdentifier of the newest event that was known */
    public static void tell(String stream, String eventIdentifier) {
        CurrentUnitOfWork.get().root().resources().put(RESOURCE + stream, eventIdentifier);
    }

    /** Empty where nobody has said it, as of a stream that begins. */
    static Optional<String> of(String stream) {
        return CurrentUnitOfWork.isStarted()
                ? Optional.ofNullable(CurrentUnitOfWork.get().root().getResource(RESOURCE + stream))
                : Optional.empty();
    }
}
