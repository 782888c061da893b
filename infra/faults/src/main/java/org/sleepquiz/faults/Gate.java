package org.sleepquiz.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where the clients wait between two things they do while the system is looked at. */
final class Gate {

    private final int clients;
    private int waiting; // all guarded by this
    private boolean open = true;
    private boolean over;

    Gate(int clients) {
        this.clients = clients;
    }

    /** Waits while the gate is closed; false if there is nothing more to do. */
    synchronized boolean pass() {
        waiting++;
        notifyAll();
        try {
            while (!open && !over) {
                wait();
            }
            return !over;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }

    /** Whether all clients have ended what they were doing and wait, in time. */
    synchronized boolean close(Duration patience) {
        open = false;
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (long left = 1; waiting < clients && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.SECONDS.toNanos(1)));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return waiting == clients;
    }

    synchronized void open() {
        open = true;
        notifyAll();
    }

    synchronized void end() {
        over = true;
        notifyAll();
    }

    synchronized boolean isOver() {
        return over;
    }
}
