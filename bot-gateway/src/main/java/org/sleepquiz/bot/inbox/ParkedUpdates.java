package org.sleepquiz.bot.inbox;

import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** The updates that were given up, for whoever runs the system: to see, to try again, to discard. Not whose they were. */
@Endpoint(id = "parked")
public class ParkedUpdates {

    private final Inbox inbox;
    private final InboxWorkers workers;

    public ParkedUpdates(Inbox inbox, InboxWorkers workers) {
        this.inbox = inbox;
        this.workers = workers;
    }

    @ReadOperation
    public List<Inbox.Parked> all() {
        return inbox.parked();
    }

    /** Has it tried again; 204, or 404 if there is no such. */
    @WriteOperation
    public Object tryAgain(@Selector long updateId) {
        boolean found = inbox.unpark(updateId);
        workers.wake();
        return answer(found);
    }

    @DeleteOperation
    public Object discard(@Selector long updateId) {
        return answer(inbox.discard(updateId));
    }

    private static Object answer(boolean found) {
        return new org.springframework.boot.actuate.endpoint.web.WebEndpointResponse<>(found ? 204 : 404);
    }
}
