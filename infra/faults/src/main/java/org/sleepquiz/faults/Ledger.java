package org.sleepquiz.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the clients have asked for and what they were promised, kept outside of the system under test. What was asked for without an
 * answer may have happened or not; either is right.
 */
final class Ledger {

    private final Set<Promise> attempted = ConcurrentHashMap.newKeySet();
    private final Set<Promise> acknowledged = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();

    /** Before it is asked for the first time. */
    void attempt(Promise wish) {
        attempted.add(wish);
    }

    void acknowledge(Promise promise) {
        acknowledged.add(promise);
    }

    /** A valid request was refused for good. */
    void refused(String what) {
        refusals.add(what);
    }

    boolean wasAttempted(Promise wish) {
        return attempted.contains(wish);
    }

    List<Promise> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** How many answers, nights and settings were acknowledged so far. */
    long count() {
        return acknowledged.stream()
                .filter(promise -> !(promise instanceof Promise.Position))
                .count();
    }

    /** The refusals since the last call. */
    List<String> takeRefusals() {
        List<String> taken = new ArrayList<>();
        for (String refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
            taken.add(refusal);
        }
        return taken;
    }
}
