package org.sleepquiz.eventstore;

/** What stands in the place of an event about a person who was erased: nothing, so that the rest of the log still replays. */
public record Erased() {}
