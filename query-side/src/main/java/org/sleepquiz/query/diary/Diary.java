package org.sleepquiz.query.diary;

/**
 * The processing group of all tables that a foreign key ties together. One group, sequenced by person: in two groups an
 * entry could overtake its user. Within one event its projectors run in the order named here.
 */
public final class Diary {

    /** Name of the processing group and of the processor that runs it. */
    public static final String GROUP = "diary";

    /** The users come first: entries refer to them. */
    public static final int USERS = 10;

    public static final int ENTRIES = 20;

    public static final int PROMPTS = 25;

    /** Last, so that an event with a row in the history has taken effect in every other table. */
    public static final int HISTORY = 30;

    private Diary() {}
}
