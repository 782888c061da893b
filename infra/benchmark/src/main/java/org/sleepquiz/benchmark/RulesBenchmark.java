package org.sleepquiz.benchmark;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.sleepquiz.command.quiz.Decision;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Diary;
import org.sleepquiz.command.quiz.Occasion;
import org.sleepquiz.command.quiz.QuizRules;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;
import org.sleepquiz.messages.UserSleepEvent;

/** The rules alone: decide, and take in what was decided. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RulesBenchmark {

    private static final Occasion OCCASION =
            new Occasion(Instant.parse("2026-11-24T06:10:00Z"), QuizRules.DEFAULT, UUID::randomUUID);

    private final Quiz quiz = Quiz.of("4711", null);
    private final List<UserSleepEvent> night = GeneratedLog.night();

    /** A whole quiz of somebody new, per command. */
    @Benchmark
    @OperationsPerInvocation(Quiz.COMMANDS)
    public Diary decideCommandOfQuiz() {
        Diary diary = Diary.unopened();
        diary = after(diary, diary.start((StartQuizCommand) quiz.command(0), OCCASION));
        for (int step = 1; step < Quiz.COMMANDS; step++) {
            diary = after(diary, diary.answer((AnswerQuizCommand) quiz.command(step), OCCASION));
        }
        return diary;
    }

    private static Diary after(Diary before, Decision<QuizState> decision) {
        Diary diary = before;
        for (UserSleepEvent event : ((Accepted<QuizState>) decision).events()) {
            diary = diary.after(event);
        }
        return Objects.requireNonNull(diary);
    }

    /** A diary as it is loaded, per event. */
    @Benchmark
    @OperationsPerInvocation(Quiz.EVENTS_OF_FIRST)
    public Diary takeInEvent() {
        Diary diary = Diary.unopened();
        for (UserSleepEvent event : night) {
            diary = diary.after(event);
        }
        return diary;
    }
}
