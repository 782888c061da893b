package org.sleepquiz.command.quiz;

/** What came of a prompt or a report that was due. */
public enum Sending {
    SENT,
    /** We have never heard of the person, or they are erased. */
    UNKNOWN_USER,
    /** Telegram refuses messages to the person. */
    UNREACHABLE,
    /** The person does not want any. */
    SWITCHED_OFF,
    PAUSED,
    TOO_LATE,
    /** Not the time that the settings say, which may have been changed a moment ago. */
    OTHER_TIME,
    /** The night has its entry. */
    LOGGED,
    /** The day has had it. */
    SENT_BEFORE
}
