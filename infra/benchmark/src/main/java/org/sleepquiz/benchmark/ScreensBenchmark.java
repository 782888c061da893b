package org.sleepquiz.benchmark;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.QuizStatus;

/** Screens with their keyboards, as they are drawn for each tap. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScreensBenchmark {

    private static final Instant STARTED = Instant.parse("2026-11-24T06:10:00Z");

    private final Screens screens = Screens.in(Language.SV);
    private final QuizState quiz = new QuizState(
            UUID.randomUUID(),
            QuizStatus.IN_PROGRESS,
            STARTED,
            new Answers(Quiz.ANSWERS),
            new Answers(Quiz.ANSWERS).missing(),
            new Answers(Map.of(
                    Question.BEDTIME, Quiz.answerTo(Question.BEDTIME),
                    Question.WAKE_TIME, Quiz.answerTo(Question.WAKE_TIME))),
            ZoneId.of("Europe/Stockholm"),
            Language.SV,
            null);

    @Benchmark
    public Screen clockTime() {
        return screens.question(quiz, Question.BEDTIME, null);
    }

    @Benchmark
    public Screen disruptions() {
        return screens.question(quiz, Question.DISRUPTIONS, null);
    }

    @Benchmark
    public Screen review() {
        return screens.review(quiz, new Rating(8));
    }
}
