package org.sleepquiz.query.diary;

import java.util.stream.Stream;
import org.axonframework.eventhandling.Segment;
import org.sleepquiz.query.Events;

/** Which of the diary's four segments people are in. */
public final class Segments {

    static final int[] ALL = {0, 1, 2, 3};

    private Segments() {}

    public static int of(String user) {
        return Stream.of(0, 1, 2, 3)
                .filter(segment -> Segment.computeSegment(segment, ALL).matches(user.hashCode()))
                .findFirst()
                .orElseThrow();
    }

    /** New people in the same segment. */
    public static Stream<String> neighbours(String user) {
        return Stream.generate(Events::newUser).filter(other -> of(other) == of(user));
    }

    /** A new person in another segment. */
    public static String stranger(String user) {
        return Stream.generate(Events::newUser)
                .filter(other -> of(other) != of(user))
                .findFirst()
                .orElseThrow();
    }
}
