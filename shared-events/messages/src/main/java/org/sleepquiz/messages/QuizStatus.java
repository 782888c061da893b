package org.sleepquiz.messages;

/** Where a quiz stands. */
public enum QuizStatus {
    IN_PROGRESS,
    COMPLETED,
    CANCELLED,
    ABANDONED
}
