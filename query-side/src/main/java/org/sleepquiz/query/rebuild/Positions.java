package org.sleepquiz.query.rebuild;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.Segment;

/** How far a version of the read model has come, segment by segment. */
record Positions(Map<Segment, GapAwareTrackingToken> bySegment) {

    /** Before the first event. */
    static final GapAwareTrackingToken NOWHERE = GapAwareTrackingToken.newInstance(-1, Set.of());

    /** @param byNumber the tokens by the numbers of their segments */
    static Positions of(Map<Integer, GapAwareTrackingToken> byNumber) {
        Map<Segment, GapAwareTrackingToken> bySegment = new LinkedHashMap<>();
        int[] numbers = byNumber.keySet().stream().mapToInt(Integer::intValue).toArray();
        for (Segment segment : Segment.computeSegments(numbers)) {
            bySegment.put(segment, byNumber.get(segment.getSegmentId()));
        }
        return new Positions(bySegment);
    }

    /** Whether an event has taken effect. @param index the event's place in the log */
    boolean cover(EventHandlerInvoker projectors, EventMessage<?> event, long index) {
        return segmentOf(projectors, event)
                .map(segment -> covers(bySegment.get(segment), index))
                .orElse(false);
    }

    /** Empty if no projector takes such events. */
    Optional<Segment> segmentOf(EventHandlerInvoker projectors, EventMessage<?> event) {
        return bySegment.keySet().stream()
                .filter(segment -> projectors.canHandle(event, segment))
                .findFirst();
    }

    static boolean covers(GapAwareTrackingToken token, long index) {
        return index <= token.getIndex() && !token.getGaps().contains(index);
    }

    /** From where the log is read so that no segment misses anything. */
    GapAwareTrackingToken lowest() {
        return bySegment.values().stream()
                .reduce(GapAwareTrackingToken::lowerBound)
                .orElse(NOWHERE);
    }

    /** Behind everything that has taken effect in any segment. */
    GapAwareTrackingToken highest() {
        return bySegment.values().stream().reduce(Positions::upperBound).orElse(NOWHERE);
    }

    static GapAwareTrackingToken upperBound(GapAwareTrackingToken one, GapAwareTrackingToken other) {
        return (GapAwareTrackingToken) one.upperBound(other);
    }
}
