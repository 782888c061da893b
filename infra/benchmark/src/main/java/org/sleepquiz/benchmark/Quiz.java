package org.sleepquiz.benchmark;

import java.time.Instant;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.UserSleepCommand;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;

/**
 * A quiz as a person takes it: a start and ten answers, of which the last completes it.
 *
 * @param startedAt when; null for now
 */
record Quiz(String telegramId, UUID quizId, @Nullable Instant startedAt) {

    /** Commands of a whole quiz. */
    static final int COMMANDS = 11;

    /** Events of a new person's first quiz: with their registration, and one more for the completion. */
    static final int EVENTS_OF_FIRST = 13;

    private static final AtomicLong NEXT_PERSON = new AtomicLong(10_000_000_000L);

    static final Map<Question, AnswerValue> ANSWERS = Map.of(
            Question.BEDTIME, new ClockTime(LocalTime.of(22, 15)),
            Question.SLEEP_LATENCY, new AnswerValue.Duration(DurationBin.FROM_15_TO_30),
            Question.WAKE_TIME, new ClockTime(LocalTime.of(6, 45)),
            Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO),
            Question.TIME_AWAKE, new AnswerValue.Duration(DurationBin.UNDER_15),
            Question.SLEEP_QUALITY, new Rating(7),
            Question.PHONE_USAGE, new YesNo(true),
            Question.PHONE_DURATION, new AnswerValue.Duration(DurationBin.FROM_30_TO_60),
            Question.DISRUPTIONS, new Disruptions(EnumSet.of(Disruption.NOISE, Disruption.PAIN)),
            Question.ALERTNESS, new Rating(8));

    private static final List<Question> QUESTIONS = List.of(Question.values());

    /** The first quiz of somebody who was never heard of. */
    static Quiz ofNewPerson() {
        return of(newPerson(), null);
    }

    static Quiz of(String telegramId, @Nullable Instant startedAt) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new Quiz(telegramId, new UUID(random.nextLong(), random.nextLong()), startedAt);
    }

    static String newPerson() {
        return Long.toString(NEXT_PERSON.getAndIncrement());
    }

    /** @param step from 0, the start, to {@value #COMMANDS} - 1 */
    UserSleepCommand command(int step) {
        return step == 0
                ? new StartQuizCommand(telegramId, quizId, FirstContact.UNKNOWN, startedAt, false)
                : answer(QUESTIONS.get(step - 1));
    }

    AnswerQuizCommand answer(Question question) {
        return new AnswerQuizCommand(
                telegramId,
                quizId,
                question,
                Objects.requireNonNull(ANSWERS.get(question)),
                FirstContact.UNKNOWN,
                startedAt);
    }

    static Question question(int step) {
        return QUESTIONS.get(step - 1);
    }
}
