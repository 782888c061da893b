package org.sleepquiz.httpedge;

/** What the bearer of a token may be. */
public enum Role {
    /** Acts for the people who use the bot. */
    BOT,
    /** Reads. */
    ANALYST,
    /** Runs the system: reads, repairs, acts for people who ask for it. */
    OPERATOR
}
