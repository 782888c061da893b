package org.sleepquiz.eventstore;

import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Axon's event store, but a person is loaded by one query instead of one for the snapshot and two for the events. */
final class GroupLoadingEventStore extends EmbeddedEventStore {

    private final GroupCommittingEngine engine;

    /** @param builder with that engine set */
    GroupLoadingEventStore(Builder builder, GroupCommittingEngine engine) {
        super(builder);
        this.engine = engine;
    }

    @Override
    public DomainEventStream readEvents(String aggregateIdentifier) {
        // what a transaction has appended and not committed is seen by its own connection only
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return super.readEvents(aggregateIdentifier);
        }
        return DomainEventStream.concat(
                engine.readStream(aggregateIdentifier),
                DomainEventStream.of(stagedDomainEventMessages(aggregateIdentifier)));
    }
}
