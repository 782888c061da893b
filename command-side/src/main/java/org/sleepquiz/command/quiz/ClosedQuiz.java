package org.sleepquiz.command.quiz;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.QuizStatus;
import org.sleepquiz.messages.SleepEntry;

/**
 * What has to be known of a quiz that is over, so that a late tap on it is told from a new one.
 *
 * @param entry what it recorded; null unless completed
 */
record ClosedQuiz(
        QuizStatus status,
        Instant startedAt,
        ZoneId timeZone,
        Answers answers,
        @Nullable SleepEntry entry) {}
