package org.sleepquiz.eventstore;

import org.axonframework.common.AxonTransientException;

/**
 * An event was met that a newer version of this program has written. Whoever meets it waits, until this node is replaced by one that knows
 * it: reading on would lose the event, and guessing would change it.
 */
public final class NewerRevision extends AxonTransientException {

    private static final long serialVersionUID = 1L;

    NewerRevision(String message) {
        super(message);
    }
}
