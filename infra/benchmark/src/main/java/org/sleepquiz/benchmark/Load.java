package org.sleepquiz.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * A closed loop: so many clients, each of which asks for the next thing as soon as the last one is done. A client whose
 * reply comes later needs no thread meanwhile; the thread that brings the reply asks for the next.
 */
final class Load {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Load() {}

    /** Asks for one thing; never for the next before the last is done. */
    interface Client {
        CompletableFuture<?> next();
    }

    /** How clients wait. */
    enum Waiting {
        /** Without a thread. */
        CALLBACKS,
        /** Each in a thread of its own, a virtual one where there are any. */
        THREADS
    }

    /** @throws IllegalStateException if anything fails */
    static Round closed(int inFlight, Supplier<Client> clients, Duration length, Waiting waiting) {
        Run run = new Run(inFlight, length, waiting);
        List<Slot> slots = new ArrayList<>();
        for (int number = 0; number < inFlight; number++) {
            slots.add(new Slot(run, clients.get()));
        }
        Executor threads = threads();
        long began = System.nanoTime();
        run.deadline = began + length.toNanos();
        slots.forEach(slot -> threads.execute(slot::proceed));
        run.await();
        long ended = System.nanoTime();
        Histogram latencies = new Histogram(3);
        slots.forEach(slot -> latencies.add(slot.latencies));
        return new Round(latencies.getTotalCount(), ended - began, latencies, null);
    }

    /** A new thread for each task: a virtual one where the JVM has them. */
    static Executor threads() {
        SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("load-");
        threads.setVirtualThreads(Runtime.version().feature() >= 21);
        return threads;
    }

    private static final class Run {

        private final Waiting waiting;
        private final CountDownLatch going;
        private final Duration length;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private volatile long deadline;

        Run(int inFlight, Duration length, Waiting waiting) {
            this.going = new CountDownLatch(inFlight);
            this.length = length;
            this.waiting = waiting;
        }

        void await() {
            try {
                boolean done = going.await(length.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
                if (failure.get() != null) {
                    throw new IllegalStateException("the load failed", failure.get());
                }
                if (!done) {
                    throw new IllegalStateException(going.getCount() + " clients still wait for a reply");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    private static final class Slot {

        private final Run run;
        private final Client client;
        private final Histogram latencies = new Histogram(3); // of one thread at a time

        Slot(Run run, Client client) {
            this.run = run;
            this.client = client;
        }

        void proceed() {
            try {
                while (run.failure.get() == null && System.nanoTime() < run.deadline) {
                    long asked = System.nanoTime();
                    CompletableFuture<?> reply = client.next();
                    if (run.waiting == Waiting.CALLBACKS && !reply.isDone() && !settledAtOnce(reply, asked)) {
                        return;
                    }
                    if (run.waiting == Waiting.THREADS || reply.isDone()) {
                        reply.join();
                        settle(asked);
                    }
                }
            } catch (Throwable failed) {
                run.failure.compareAndSet(null, failed);
            }
            run.going.countDown();
        }

        /** Whether the reply came while we were turning to it; else whoever brings it goes on. */
        private boolean settledAtOnce(CompletableFuture<?> reply, long asked) {
            Turn turn = new Turn();
            reply.whenComplete((result, failed) -> {
                if (failed != null) {
                    run.failure.compareAndSet(null, failed);
                }
                if (turn.thread == Thread.currentThread() && turn.inside) {
                    turn.settled = true;
                } else {
                    settle(asked);
                    proceed();
                }
            });
            turn.inside = false;
            return turn.settled;
        }

        private void settle(long asked) {
            latencies.recordValue((System.nanoTime() - asked) / 1000);
        }

        /** All but the thread is seen by that thread only. */
        private static final class Turn {
            private final Thread thread = Thread.currentThread();
            private boolean inside = true;
            private boolean settled;
        }
    }
}
