package org.sleepquiz.eventstore;

import org.sleepquiz.messages.EventType;

/**
 * The name under which objects of a class are stored, so that no table holds the name of a Java class and classes may move.
 * Events have theirs from {@link EventType}; whoever stores something else, a snapshot for instance, declares a bean of this
 * type for it. A bean may also give an event another revision than it has, for a node in a test that is ahead of its time.
 *
 * @param name unique among all stored types, as in {@code UserSleep}
 * @param revision counts up when the JSON changes: from an event's to the next there is a {@link NextRevision}, a snapshot of another
 *     revision is passed over
 * @param storedClass the class that is written and read
 */
public record StoredType(String name, int revision, Class<?> storedClass) {

    static StoredType of(EventType type) {
        return new StoredType(type.name(), type.revision(), type.eventClass());
    }
}
