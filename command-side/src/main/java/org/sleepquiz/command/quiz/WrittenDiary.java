package org.sleepquiz.command.quiz;

import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Settings;

/**
 * A diary as it is written into a snapshot.
 *
 * @param settings null until the user is registered
 * @param open the quiz that takes answers; null if none does
 * @param closed the quizzes that are over, in {@link Shorthand}
 * @param nights those with an entry, and the quizzes that these are from, in {@link Shorthand}
 * @param prompts what has been sent unasked
 */
public record WrittenDiary(
        @Nullable Settings settings, @Nullable OpenQuiz open, String closed, String nights, Prompts prompts) {}
