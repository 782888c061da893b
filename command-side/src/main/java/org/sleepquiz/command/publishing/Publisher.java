package org.sleepquiz.command.publishing;

import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.sleepquiz.messages.UserSleepEvent;

/**
 * Hands each event of a batch to the topic and lets the batch commit, and so the token move, only when all are acknowledged.
 * What fails is sent again, with the whole batch, until it is there; nothing is ever passed over.
 */
@ProcessingGroup(Publisher.NAME)
class Publisher {

    static final String NAME = "publisher";

    private static final String SENT = Publisher.class.getName() + ".sent";

    private final EventTopic topic;
    private final TopicSettings settings;

    Publisher(EventTopic topic, TopicSettings settings) {
        this.topic = topic;
        this.settings = settings;
    }

    @EventHandler
    void on(UserSleepEvent event, @SequenceNumber long sequence, EventMessage<?> message, UnitOfWork<?> work) {
        Consignment sent = work.root().getOrComputeResource(SENT, key -> {
            Consignment begun = Consignment.to(topic, settings.source());
            work.root().onPrepareCommit(committing -> begun.awaitAll());
            return begun;
        });
        sent.add(event, sequence, message.getIdentifier());
    }
}
