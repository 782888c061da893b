package org.sleepquiz.eventstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import tools.jackson.databind.node.ObjectNode;

/**
 * The revisions in which events are read and written. Every one that there has been is read as today's; today's is written, unless an
 * older one is held on to for the sake of nodes that know no other yet.
 */
final class EventRevisions {

    private final StoredTypes types;
    private final List<NextRevision> steps;
    private final Map<String, Integer> heldOnTo; // by the names of events, in any case

    /**
     * @param heldOnTo in which revisions events are written that are not to be written in their newest, by their names
     * @throws IllegalArgumentException if a revision could not be read, or not be written
     */
    EventRevisions(StoredTypes types, Collection<NextRevision> steps, Map<String, Integer> heldOnTo) {
        this.types = types;
        this.steps = List.copyOf(steps);
        this.heldOnTo = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        this.heldOnTo.putAll(heldOnTo);
        types.events().forEach(this::requireAllSteps);
        this.steps.forEach(step -> require(
                types.events().stream().anyMatch(event -> isOf(step, event) && step.to() <= event.revision()),
                "%s has no revision %d".formatted(step.event(), step.to())));
        heldOnTo.forEach(this::requireWayBack);
    }

    /** With today's revisions alone. */
    static EventRevisions newest(StoredTypes types) {
        return new EventRevisions(types, NextRevision.ALL, Map.of());
    }

    private static boolean isOf(NextRevision step, StoredType event) {
        return step.event().equals(event.name());
    }

    private void requireAllSteps(StoredType event) {
        for (int from = 1; from < event.revision(); from++) {
            int revision = from;
            require(
                    steps.stream()
                                    .filter(step -> isOf(step, event) && step.from() == revision)
                                    .count()
                            == 1,
                    "There has to be one way from revision %d of %s to the next".formatted(from, event.name()));
        }
    }

    private void requireWayBack(String name, int revision) {
        StoredType event = types.events().stream()
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No event is named " + name));
        require(
                revision >= 1
                        && revision <= event.revision()
                        && IntStream.range(revision, event.revision())
                                .allMatch(from -> step(event.name(), from)
                                        .flatMap(NextRevision::back)
                                        .isPresent()),
                "%s cannot be written in revision %d".formatted(event.name(), revision));
    }

    private static void require(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private Optional<NextRevision> step(String event, int from) {
        return steps.stream()
                .filter(step -> step.event().equals(event) && step.from() == from)
                .findFirst();
    }

    // Reading

    /** Brings the JSON of older revisions to the newest, and stops whoever meets a newer one. */
    EventUpcaster upcaster() {
        List<EventUpcaster> chain = new ArrayList<>();
        chain.add(events -> events.map(this::known));
        steps.stream()
                .sorted((one, other) -> Integer.compare(one.from(), other.from()))
                .<EventUpcaster>map(Upcaster::new)
                .forEach(chain::add);
        return new EventUpcasterChain(chain);
    }

    private IntermediateEventRepresentation known(IntermediateEventRepresentation event) {
        SerializedType type = event.getType();
        int known = types.newestRevisionOf(type.getName());
        if (Integer.parseInt(type.getRevision()) > known) {
            throw new NewerRevision("A newer version has written a %s of revision %s%s; this one knows %s"
                    .formatted(
                            type.getName(),
                            type.getRevision(),
                            place(event),
                            known == 0 ? "no such event" : "revision " + known + " at most"));
        }
        return event;
    }

    private static String place(IntermediateEventRepresentation event) {
        OptionalLong position =
                event.getTrackingToken().map(TrackingToken::position).orElseGet(OptionalLong::empty);
        String inItsStream = event.getSequenceNumber()
                .map(number -> ", event %d of its stream".formatted(number))
                .orElse("");
        return position.isPresent()
                ? " at position %d of the log".formatted(position.getAsLong()) + inItsStream
                : inItsStream;
    }

    private static final class Upcaster extends SingleEventUpcaster {

        private final NextRevision step;
        private final SerializedType older;
        private final SimpleSerializedType newer;

        Upcaster(NextRevision step) {
            this.step = step;
            this.older = type(step.event(), step.from());
            this.newer = type(step.event(), step.to());
        }

        private static SimpleSerializedType type(String name, int revision) {
            return new SimpleSerializedType(name, Integer.toString(revision));
        }

        @Override
        protected boolean canUpcast(IntermediateEventRepresentation event) {
            return event.getType().equals(older);
        }

        @Override
        protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
            return event.upcastPayload(newer, ObjectNode.class, step.forth());
        }
    }

    // Writing

    /** The revision in which that event is written. */
    int written(StoredType event) {
        return heldOnTo.isEmpty() ? event.revision() : heldOnTo.getOrDefault(event.name(), event.revision());
    }

    /** The JSON of the newest revision in that of an older one, which {@link #written} has named. */
    ObjectNode back(StoredType event, ObjectNode newest, int revision) {
        ObjectNode json = newest;
        for (int from = event.revision() - 1; from >= revision; from--) {
            json = step(event.name(), from)
                    .flatMap(NextRevision::back)
                    .orElseThrow()
                    .apply(json);
        }
        return json;
    }
}
