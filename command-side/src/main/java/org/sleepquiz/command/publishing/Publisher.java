package org.sleepquiz.command.publishing;

import java.util.concurrent.locks.LockSupport;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.sleepquiz.messages.UserSleepEvent;

/**
 * Hands each event of a batch to the topic and lets the batch commit, and so the token move, only when all are there. What fails is
 * sent again, with the whole batch, until it is there; nothing is ever passed over. Of each segment one node is the sender: the
 * one that began last.
 */
@ProcessingGroup(Publisher.NAME)
class Publisher {

    static final String NAME = "publisher";

    /** One transaction, one wait for acknowledgements: large enough to catch up fast, small enough to be sent again. */
    static final int BATCH_SIZE = 500;

    private static final String SENT = Publisher.class.getName() + ".sent";

    /** Axon's: of which segment a batch is. */
    private static final String SEGMENT = "Processor[" + NAME + "]/SegmentId";

    private final EventTopic topic;
    private final TopicSettings settings;

    Publisher(EventTopic topic, TopicSettings settings) {
        this.topic = topic;
        this.settings = settings;
    }

    @EventHandler
    void on(UserSleepEvent event, @SequenceNumber long sequence, EventMessage<?> message, UnitOfWork<?> work) {
        Consignment sent = work.root().getOrComputeResource(SENT, key -> {
            int segment = work.root().getResource(SEGMENT);
            long beginning = System.nanoTime();
            Consignment begun = Consignment.to(topic, NAME + "-" + segment, settings.source());
            work.root().onPrepareCommit(committing -> begun.arrive());
            work.root().onRollback(undone -> begun.giveUp());
            work.root().onCleanup(ended -> letEventsGather(begun, beginning));
            return begun;
        });
        sent.add(event, sequence, message.getIdentifier());
    }

    /** When the batch is over and its connection given back: on the segment's thread, so that the next one does not begin. */
    private void letEventsGather(Consignment sent, long beginning) {
        long left = settings.gathering().toNanos() - (System.nanoTime() - beginning);
        if (sent.size() < BATCH_SIZE && left > 0) {
            LockSupport.parkNanos(left);
        }
    }
}
