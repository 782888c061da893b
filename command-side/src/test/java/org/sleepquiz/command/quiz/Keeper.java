package org.sleepquiz.command.quiz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Decision.Refused;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.CancelQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.sleepquiz.messages.UserSleepCommand.DeleteSleepEntryCommand;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.sleepquiz.messages.UserSleepCommand.PromptQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.RecordNightCommand;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;
import org.sleepquiz.messages.UserSleepCommand.ReportWeekCommand;
import org.sleepquiz.messages.UserSleepCommand.SnoozePromptCommand;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;
import org.sleepquiz.messages.UserSleepEvent;

/** A person in a test who keeps a diary: asks, and lets what was decided happen. */
final class Keeper {

    static final String ANNA = "4711";
    static final UUID QUIZ = UUID.fromString("00000000-0000-4000-8000-000000000001");
    static final UUID OTHER_QUIZ = UUID.fromString("00000000-0000-4000-8000-000000000002");
    static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    /** 22:15 to 07:00, slept at once, woke once, phone before sleep. */
    static final Map<Question, AnswerValue> NIGHT = night();

    Diary diary = Diary.unopened();
    Instant now = Instant.parse("2026-11-24T06:30:00Z"); // 07:30 in Stockholm
    FirstContact firstContact = FirstContact.UNKNOWN;
    final List<UserSleepEvent> log = new ArrayList<>();

    private static Map<Question, AnswerValue> night() {
        Map<Question, AnswerValue> night = new LinkedHashMap<>();
        night.put(Question.BEDTIME, time("22:15"));
        night.put(Question.SLEEP_LATENCY, bin(DurationBin.FROM_15_TO_30));
        night.put(Question.WAKE_TIME, time("07:00"));
        night.put(Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO));
        night.put(Question.TIME_AWAKE, bin(DurationBin.UNDER_15));
        night.put(Question.SLEEP_QUALITY, new Rating(7));
        night.put(Question.PHONE_USAGE, new YesNo(true));
        night.put(Question.PHONE_DURATION, bin(DurationBin.FROM_30_TO_60));
        night.put(Question.DISRUPTIONS, new Disruptions(Set.of(Disruption.NOISE, Disruption.PAIN)));
        night.put(Question.ALERTNESS, new Rating(6));
        return night;
    }

    static AnswerValue time(String clockTime) {
        return new ClockTime(LocalTime.parse(clockTime));
    }

    static AnswerValue bin(DurationBin bin) {
        return new AnswerValue.Duration(bin);
    }

    static Answers nightWith(Map<Question, AnswerValue> changes) {
        Map<Question, AnswerValue> changed = new LinkedHashMap<>(NIGHT);
        changed.putAll(changes);
        return new Answers(changed);
    }

    static Answers nightWith(Question question, AnswerValue value) {
        return nightWith(Map.of(question, value));
    }

    Keeper at(String instant) {
        now = Instant.parse(instant);
        return this;
    }

    Keeper later(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    Decision<Settings> register() {
        return decide(new RegisterUserCommand(ANNA, firstContact), diary::register);
    }

    Decision<QuizState> start(UUID quizId) {
        return start(quizId, null, false);
    }

    Decision<QuizState> startOver(UUID quizId) {
        return start(quizId, null, true);
    }

    Decision<QuizState> start(UUID quizId, @Nullable Instant startedAt, boolean startOver) {
        return decide(new StartQuizCommand(ANNA, quizId, firstContact, startedAt, startOver), diary::start);
    }

    Decision<QuizState> answer(UUID quizId, Question question, AnswerValue value) {
        return answer(quizId, question, value, null);
    }

    Decision<QuizState> answer(UUID quizId, Question question, AnswerValue value, @Nullable Instant startedAt) {
        return decide(new AnswerQuizCommand(ANNA, quizId, question, value, firstContact, startedAt), diary::answer);
    }

    /** Answers everything as given; what the last answer came to. */
    Decision<QuizState> answerAll(UUID quizId, Map<Question, AnswerValue> answers) {
        Decision<QuizState> last = null;
        for (Map.Entry<Question, AnswerValue> answer : answers.entrySet()) {
            last = answer(quizId, answer.getKey(), answer.getValue());
        }
        return Objects.requireNonNull(last);
    }

    Decision<QuizState> cancel(UUID quizId) {
        return decide(new CancelQuizCommand(ANNA, quizId), diary::cancel);
    }

    Decision<Settings> change(ChangeSettingsCommand command) {
        return decide(command, diary::change);
    }

    Decision<SleepEntry> record(@Nullable LocalDate date, Answers answers) {
        return decide(new RecordNightCommand(ANNA, date, answers, firstContact), diary::record);
    }

    Decision<SleepEntry> recordIfAbsent(LocalDate date, Answers answers) {
        return decide(new RecordNightCommand(ANNA, date, answers, firstContact, true), diary::record);
    }

    void delete(LocalDate date) {
        decide(new DeleteSleepEntryCommand(ANNA, date), diary::delete);
    }

    /** The prompt for the local date of that instant. */
    Sending prompt(String scheduledFor, String forDate) {
        return prompt(scheduledFor, forDate, false);
    }

    Sending promptAgain(String scheduledFor, String forDate) {
        return prompt(scheduledFor, forDate, true);
    }

    private Sending prompt(String scheduledFor, String forDate, boolean again) {
        return reply(decide(
                new PromptQuizCommand(ANNA, Instant.parse(scheduledFor), LocalDate.parse(forDate), again),
                diary::prompt));
    }

    Decision<Snooze> snooze(String forDate) {
        return decide(new SnoozePromptCommand(ANNA, LocalDate.parse(forDate)), diary::snooze);
    }

    Sending report(String scheduledFor, String lastNight) {
        return reply(decide(
                new ReportWeekCommand(ANNA, Instant.parse(scheduledFor), LocalDate.parse(lastNight)), diary::report));
    }

    void isReachable(boolean reachable) {
        decide(new NoteReachabilityCommand(ANNA, reachable), diary::note);
    }

    private <C, R> Decision<R> decide(C command, BiFunction<C, Occasion, Decision<R>> decision) {
        Decision<R> decided = decision.apply(command, new Occasion(now, QuizRules.DEFAULT, UUID::randomUUID));
        if (decided instanceof Accepted<R> accepted) {
            accepted.events().forEach(event -> {
                log.add(event);
                diary = diary.after(event);
            });
        }
        return decided;
    }

    /** The names of what happened, in order. */
    List<String> happened() {
        return log.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    /** The names of what happened since then, and forgets. */
    List<String> news() {
        List<String> names = happened();
        log.clear();
        return names;
    }

    static <R> R reply(Decision<R> decision) {
        assertThat(decision).isInstanceOf(Accepted.class);
        return ((Accepted<R>) decision).reply();
    }

    static Refusal refusal(Decision<?> decision) {
        assertThat(decision).isInstanceOf(Refused.class);
        return ((Refused<?>) decision).refusal();
    }
}
