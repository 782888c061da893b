package org.sleepquiz.query.diary;

import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.sleepquiz.query.letters.Projection;

/** Hands one event to all projectors of the diary, as the processor does with a batch, but for token and transaction. */
final class OneByOne implements Projection {

    private final EventProcessingConfiguration processing;

    OneByOne(EventProcessingConfiguration processing) {
        this.processing = processing;
    }

    @Override
    public void project(TrackedEventMessage<?> event) {
        PooledStreamingEventProcessor diary = processing
                .eventProcessor(Diary.GROUP, PooledStreamingEventProcessor.class)
                .orElseThrow();
        UnitOfWork<TrackedEventMessage<?>> work = DefaultUnitOfWork.startAndGet(event);
        ResultMessage<?> result = work.executeWithResult(() -> {
            diary.eventHandlerInvoker().handle(event, Segment.ROOT_SEGMENT);
            return null;
        });
        result.optionalExceptionResult().ifPresent(failure -> {
            throw new EventNotProjected(event, failure);
        });
    }
}
