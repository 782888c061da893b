package org.sleepquiz.eventstore;

import org.axonframework.common.AxonTransientException;

/** The event store did not answer in time or is being closed. What was asked for may have been done; asking again is safe. */
public final class StoreTooBusy extends AxonTransientException {

    private static final long serialVersionUID = 1L;

    StoreTooBusy(String message) {
        super(message);
    }
}
