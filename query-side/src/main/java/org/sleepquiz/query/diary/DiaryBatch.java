package org.sleepquiz.query.diary;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/**
 * What the events of one batch come to, table by table. It is written before the batch commits, with its token and in the order
 * of {@link Diary}, by few statements of many rows; of two events about one row only the outcome is written.
 */
public final class DiaryBatch {

    /** What a batch says about a projector's tables. */
    public interface Rows {

        /** Writes what was said since it was last written. */
        void write();
    }

    private final SortedMap<Integer, Rows> byOrder = new TreeMap<>();

    private DiaryBatch() {}

    /** The batch whose events the calling thread is projecting. */
    public static DiaryBatch current() {
        return of(CurrentUnitOfWork.get());
    }

    static DiaryBatch of(UnitOfWork<?> work) {
        return work.getOrComputeResource(DiaryBatch.class.getName(), name -> {
            DiaryBatch batch = new DiaryBatch();
            work.onPrepareCommit(finished -> batch.write());
            return batch;
        });
    }

    /**
     * A projector's rows.
     *
     * @param order the projector's, from {@link Diary}
     * @param none called for the first event of the batch that this projector handles
     */
    @SuppressWarnings("unchecked") // one projector has one order and one kind of rows
    public <R extends Rows> R rows(int order, Supplier<R> none) {
        return (R) byOrder.computeIfAbsent(order, first -> none.get());
    }

    /** For an event whose rows were undone, after all others were written. */
    void forgetWhatWasNotWritten() {
        byOrder.clear();
    }

    void write() {
        byOrder.values().forEach(Rows::write);
    }
}
