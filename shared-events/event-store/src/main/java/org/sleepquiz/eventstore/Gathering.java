package org.sleepquiz.eventstore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.eventsourcing.eventstore.EventStoreException;

/**
 * Lets one thread do at once what many callers ask for at the same time. While a group is worked on the next one gathers: an
 * idle gathering adds no delay, a busy one has larger groups, up to a bound.
 *
 * @param <Q> what a caller asks
 * @param <A> what it gets
 */
final class Gathering<Q, A> implements AutoCloseable {

    /** The work on a group: completes the answer of every question, or throws and so fails all that have none yet. */
    @FunctionalInterface
    interface Work<Q, A> {

        void on(List<Asked<Q, A>> group) throws Exception;
    }

    /** A question under way; none for the one with which the gathering ends. */
    record Asked<Q, A>(Optional<Q> asked, CompletableFuture<A> answer) {

        Q question() {
            return asked.orElseThrow();
        }
    }

    private final BlockingQueue<Asked<Q, A>> waiting;
    private final int largestGroup;
    private final Duration patience;
    private final Work<Q, A> work;
    private final Asked<Q, A> end = new Asked<>(Optional.empty(), new CompletableFuture<>());
    private final Thread worker;
    private volatile boolean closed;

    /**
     * @param name of the thread
     * @param mostWaiting bound of the queue
     * @param patience how long a caller waits for room, and then for its answer
     */
    Gathering(String name, int mostWaiting, int largestGroup, Duration patience, Work<Q, A> work) {
        this.waiting = new ArrayBlockingQueue<>(mostWaiting);
        this.largestGroup = largestGroup;
        this.patience = patience;
        this.work = work;
        // a platform thread even where callers are virtual: a virtual thread's interruption would close the connection
        this.worker = new Thread(this::workUntilTheEnd, name);
        worker.setDaemon(true);
        worker.start();
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws StoreTooBusy if there is no room, or no answer in time; what was asked for may still be done
     * @throws EventStoreException if the work failed, with the cause
     */
    A ask(Q question) {
        Asked<Q, A> asked = new Asked<>(Optional.of(question), new CompletableFuture<>());
        try {
            if (closed || !waiting.offer(asked, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreTooBusy("the event store takes nothing more for now");
            }
            if (closed && waiting.remove(asked)) {
                throw new StoreTooBusy("the event store is closed");
            }
            return asked.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreTooBusy("interrupted while waiting for the event store");
        } catch (TimeoutException tooLong) {
            throw new StoreTooBusy("the event store does not answer in time");
        } catch (ExecutionException failed) {
            throw new EventStoreException("the event store has failed", failed.getCause());
        }
    }

    private void workUntilTheEnd() {
        List<Asked<Q, A>> group = new ArrayList<>(largestGroup);
        boolean ended = false;
        while (!ended) {
            group.clear();
            try {
                group.add(waiting.take());
                waiting.drainTo(group, largestGroup - 1);
                ended = group.remove(end);
                work.on(group);
                fail(group, new IllegalStateException("left without an answer"));
            } catch (Throwable failure) {
                // whatever it is, too little memory for this group for instance: the thread that all wait for must not
                // end
                fail(group, failure);
            }
        }
    }

    private void fail(List<Asked<Q, A>> group, Throwable failure) {
        group.forEach(asked -> asked.answer().completeExceptionally(failure));
    }

    /** Takes no more, and works on what is waiting. */
    @Override
    public void close() {
        try {
            closed = true;
            if (waiting.offer(end, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.join(patience.toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
