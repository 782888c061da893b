package org.sleepquiz.query.letters;

/** What is to become of a letter. */
enum LetterStatus {
    /** Has failed, and will be tried again by itself. */
    FAILED,
    /** Has failed too often; waits for an operator or a new version. */
    STUCK,
    /** Was not tried, because an earlier letter of the same person was there. */
    WAITING,
    /** Will never take effect, as an operator decided. */
    DISCARDED
}
