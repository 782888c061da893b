package org.sleepquiz.query.rebuild;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.Segment;
import org.sleepquiz.eventstore.ByPerson;

/** Which events have taken effect in a version of the read model, segment by segment. */
record Positions(Map<Segment, GapAwareTrackingToken> bySegment) {

    /** Before the first event. */
    static final GapAwareTrackingToken NOWHERE = GapAwareTrackingToken.newInstance(-1, Set.of());

    /** As the projectors' invoker has it, which would ask each of them once per segment. */
    private static final ByPerson BY_PERSON = new ByPerson();

    /** @param byNumber the tokens by the numbers of their segments */
    static Positions of(Map<Integer, GapAwareTrackingToken> byNumber) {
        Map<Segment, GapAwareTrackingToken> bySegment = new LinkedHashMap<>();
        int[] numbers = byNumber.keySet().stream().mapToInt(Integer::intValue).toArray();
        for (Segment segment : Segment.computeSegments(numbers)) {
            bySegment.put(segment, byNumber.get(segment.getSegmentId()));
        }
        return new Positions(bySegment);
    }

    Set<Segment> segments() {
        return bySegment.keySet();
    }

    /** Empty if no projector takes such events. */
    Optional<Segment> segmentOf(EventHandlerInvoker projectors, EventMessage<?> event) {
        Object person = BY_PERSON.getSequenceIdentifierFor(event);
        return segments().stream()
                .filter(segment -> segment.matches(person))
                .filter(segment -> projectors.canHandle(event, segment))
                .findFirst();
    }

    /** @param index an event's place in the log */
    boolean cover(Segment segment, long index) {
        return covers(bySegment.get(segment), index);
    }

    static boolean covers(GapAwareTrackingToken token, long index) {
        return index <= token.getIndex() && !token.getGaps().contains(index);
    }

    /** These, and of the others' what stands in the log up to a place. */
    Map<Segment, GapAwareTrackingToken> reaching(Positions others, GapAwareTrackingToken upTo) {
        Map<Segment, GapAwareTrackingToken> reached = new LinkedHashMap<>();
        bySegment.forEach((segment, position) -> reached.put(
                segment, upperBound(position, others.bySegment.get(segment).lowerBound(upTo))));
        return reached;
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

    private static GapAwareTrackingToken upperBound(GapAwareTrackingToken one, GapAwareTrackingToken other) {
        return (GapAwareTrackingToken) one.upperBound(other);
    }
}
