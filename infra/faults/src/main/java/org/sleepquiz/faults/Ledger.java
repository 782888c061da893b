package org.sleepquiz.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the clients have asked for and what they were promised, kept outside of the system under test. What was asked for without an
 * answer may have happened or not; either is right. Everything that is noted has a moment of its own, so that it can be told what was
 * over before something else began.
 */
final class Ledger {

    /** Of a promise or an erasure that nobody has acknowledged yet. */
    private static final long NEVER = Long.MAX_VALUE;

    private final AtomicLong moments = new AtomicLong();
    private final Map<Promise, Long> attempted = new ConcurrentHashMap<>();
    private final Map<Promise, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Erasure> erasures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();

    /**
     * @param asked moment at which it was last asked for with success
     * @param acknowledged moment of the first acknowledgement
     * @param position the last that came with an acknowledgement; 0 if none did
     */
    record Acknowledged(Promise promise, long asked, long acknowledged, long position) {

        private Acknowledged and(Acknowledged again) {
            return new Acknowledged(
                    promise,
                    Math.max(asked, again.asked),
                    Math.min(acknowledged, again.acknowledged),
                    Math.max(position, again.position));
        }
    }

    /** Somebody is asked to be erased, until it is acknowledged that they are. */
    static final class Erasure {

        private final String user;
        private final long asked;
        private final AtomicLong requests = new AtomicLong();
        private volatile long acknowledged = NEVER;
        private volatile boolean certain;

        private Erasure(String user, long asked) {
            this.user = user;
            this.asked = asked;
        }

        /** Before each request of it; not by those who cannot know how many there are. */
        void requested() {
            requests.incrementAndGet();
        }

        String user() {
            return user;
        }

        boolean isAcknowledged() {
            return acknowledged != NEVER;
        }

        /** Whether it was asked for only when that had been promised. */
        boolean isAfter(Acknowledged promise) {
            return promise.acknowledged < asked;
        }

        /** Whether it was acknowledged before that was asked for. What was asked twice may yet come a second time. */
        boolean wasOverBefore(Acknowledged promise) {
            return acknowledged < promise.asked;
        }

        /** How often it may have taken effect; 0 if that is not known. */
        long most() {
            return requests.get();
        }

        /** Whether the request that was acknowledged has erased somebody, and not found them erased already. */
        boolean isCertain() {
            return certain;
        }
    }

    /** Before it is asked for, each time. */
    void attempt(Promise wish) {
        attempted.put(wish, moments.incrementAndGet());
    }

    void acknowledge(Promise promise) {
        acknowledge(promise, OptionalLong.empty());
    }

    /** @param position the {@code X-Event-Position} that came with it, which is a promise of its own */
    void acknowledge(Promise promise, OptionalLong position) {
        long now = moments.incrementAndGet();
        put(new Acknowledged(promise, attempted.getOrDefault(promise, now), now, position.orElse(0)));
        position.ifPresent(
                place -> put(new Acknowledged(new Promise.Position(promise.user(), place), now, now, place)));
    }

    private void put(Acknowledged promise) {
        acknowledged.merge(promise.promise(), promise, Acknowledged::and);
    }

    /** Before somebody is asked to be erased. */
    Erasure erasing(String user) {
        Erasure erasure = new Erasure(user, moments.incrementAndGet());
        erasures.add(erasure);
        return erasure;
    }

    /** @param certain see {@link Erasure#isCertain()} */
    void erased(Erasure erasure, boolean certain) {
        erasure.certain = certain;
        erasure.acknowledged = moments.incrementAndGet();
    }

    /** A valid request was refused for good. */
    void refused(String what) {
        refusals.add(what);
    }

    boolean wasAttempted(Promise wish) {
        return attempted.containsKey(wish);
    }

    boolean mayBeErased(String user) {
        return erasures.stream().anyMatch(erasure -> erasure.user.equals(user));
    }

    List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged.values());
    }

    List<Erasure> erasures() {
        return List.copyOf(erasures);
    }

    /** How many answers, nights and settings were acknowledged so far. */
    long count() {
        return acknowledged.keySet().stream()
                .filter(promise -> !(promise instanceof Promise.Position))
                .count();
    }

    /** How many erasures were acknowledged so far. */
    long countErased() {
        return erasures.stream().filter(Erasure::isAcknowledged).count();
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
