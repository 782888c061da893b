package org.sleepquiz.eventstore;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.MergedTrackingToken;
import org.axonframework.eventhandling.MultiSourceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.tokenstore.ConfigToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.RevisionResolver;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.UserSleepEvent;

/** All names in the store and what they stand for. */
final class StoredTypes implements RevisionResolver {

    /** Where a processor stands. A position may wrap others. */
    static final Collection<StoredType> TOKENS = Stream.of(
                    GapAwareTrackingToken.class,
                    GlobalSequenceTrackingToken.class,
                    ReplayToken.class,
                    MergedTrackingToken.class,
                    MultiSourceTrackingToken.class,
                    ConfigToken.class)
            .map(token -> new StoredType(token.getSimpleName(), 1, token))
            .toList();

    private final Map<String, StoredType> byName;
    private final Map<Class<?>, StoredType> byClass;
    private final List<StoredType> events;
    private final List<String> snapshots;

    StoredTypes(Collection<StoredType> more) {
        byName = Stream.of(
                        EventType.ALL.stream().map(StoredType::of),
                        TOKENS.stream(),
                        Stream.of(
                                new StoredType("MetaData", 1, MetaData.class),
                                new StoredType("Erased", 1, Erased.class)),
                        more.stream())
                .flatMap(Function.identity())
                .collect(Collectors.toUnmodifiableMap(StoredType::name, Function.identity(), StoredTypes::replaced));
        byClass = byName.values().stream()
                .collect(Collectors.toUnmodifiableMap(StoredType::storedClass, Function.identity()));
        events = byName.values().stream().filter(StoredTypes::isEvent).toList();
        snapshots = more.stream()
                .filter(type -> !isEvent(type))
                .map(type -> type.name() + " " + type.revision())
                .toList();
    }

    private static StoredType replaced(StoredType event, StoredType declared) {
        if (!isEvent(event)) {
            throw new IllegalArgumentException("Two types are stored under the name " + event.name());
        }
        return declared;
    }

    private static boolean isEvent(StoredType type) {
        return UserSleepEvent.class.isAssignableFrom(type.storedClass());
    }

    Collection<StoredType> events() {
        return events;
    }

    /** Snapshots that can be read: {@code <name> <revision>}. */
    String[] snapshots() {
        return snapshots.toArray(String[]::new);
    }

    /** 0 if there is no type of that name. */
    int newestRevisionOf(String name) {
        StoredType type = byName.get(name);
        return type == null ? 0 : type.revision();
    }

    StoredType of(Class<?> storedClass) {
        StoredType type = byClass.get(storedClass);
        if (type == null) {
            throw new SerializationException(
                    storedClass + " has no name in the event store, declare a StoredType for it");
        }
        return type;
    }

    Class<?> named(String name) {
        // the one class name Axon asks for by itself; it never stores it
        if (name.equals(MetaData.class.getName())) {
            return MetaData.class;
        }
        StoredType type = byName.get(name);
        if (type == null) {
            throw new SerializationException("no type is stored under the name " + name);
        }
        return type.storedClass();
    }

    @Override
    public @Nullable String revisionOf(Class<?> payloadType) {
        StoredType type = byClass.get(payloadType);
        return type == null ? null : Integer.toString(type.revision());
    }
}
