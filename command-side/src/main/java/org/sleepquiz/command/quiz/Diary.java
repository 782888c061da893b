package org.sleepquiz.command.quiz;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Decision.Refused;
import org.sleepquiz.command.quiz.Refusal.ImplausibleNight;
import org.sleepquiz.command.quiz.Refusal.IncompleteNight;
import org.sleepquiz.command.quiz.Refusal.NotPrompted;
import org.sleepquiz.command.quiz.Refusal.OutsideDiary;
import org.sleepquiz.command.quiz.Refusal.QuizClosed;
import org.sleepquiz.command.quiz.Refusal.SnoozeOver;
import org.sleepquiz.command.quiz.Refusal.UnknownUser;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.QuizStatus;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.CancelQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.sleepquiz.messages.UserSleepCommand.DeleteSleepEntryCommand;
import org.sleepquiz.messages.UserSleepCommand.EraseUserCommand;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.sleepquiz.messages.UserSleepCommand.PromptQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.RecordNightCommand;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;
import org.sleepquiz.messages.UserSleepCommand.ReportWeekCommand;
import org.sleepquiz.messages.UserSleepCommand.SnoozePromptCommand;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.messages.UserSleepEvent.QuestionAnswered;
import org.sleepquiz.messages.UserSleepEvent.QuizAbandoned;
import org.sleepquiz.messages.UserSleepEvent.QuizAbandoned.Reason;
import org.sleepquiz.messages.UserSleepEvent.QuizCancelled;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.QuizStarted;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;

/**
 * One person's sleep diary: what happened so far, and what may happen next. Immutable; a decision changes nothing, it says
 * which events follow, and {@link #after} is the diary once they have happened.
 */
public final class Diary {

    /** No night is older; keeps out slips of the finger and dates that no store can hold. */
    static final int FIRST_YEAR = 2000;

    private static final Diary UNOPENED =
            new Diary(null, null, Kept.nothing(Shorthand.QUIZZES), Kept.nothing(Shorthand.NIGHTS), Prompts.NONE);
    private static final Answers USUAL_NIGHT = clockTimes(LocalTime.of(22, 0), LocalTime.of(7, 0));

    private final @Nullable Settings settings; // null until the user is registered
    private final @Nullable OpenQuiz open;
    private final Kept<UUID, ClosedQuiz> closed;
    private final Kept<LocalDate, UUID> nights; // those with an entry, and the quizzes that these are from
    private final Prompts prompts;

    private Diary(
            @Nullable Settings settings,
            @Nullable OpenQuiz open,
            Kept<UUID, ClosedQuiz> closed,
            Kept<LocalDate, UUID> nights,
            Prompts prompts) {
        this.settings = settings;
        this.open = open;
        this.closed = closed;
        this.nights = nights;
        this.prompts = prompts;
    }

    /** The diary of somebody we have never heard of. */
    public static Diary unopened() {
        return UNOPENED;
    }

    /** The diary that was written down. */
    public static Diary of(WrittenDiary written) {
        return new Diary(
                written.settings(),
                written.open(),
                Kept.written(Shorthand.QUIZZES, written.closed()),
                Kept.written(Shorthand.NIGHTS, written.nights()),
                written.prompts());
    }

    public WrittenDiary written() {
        return new WrittenDiary(settings, open, closed.written(), nights.written(), prompts);
    }

    // What may happen

    public Decision<Settings> register(RegisterUserCommand command, Occasion occasion) {
        return begin(command.telegramId(), command.firstContact(), occasion).accepted(Diary::knownSettings);
    }

    /** Starts a quiz, or resumes the one that is open; a quiz that is over is told as it stands. */
    public Decision<QuizState> start(StartQuizCommand command, Occasion occasion) {
        Instant startedAt = startOf(command.startedAt(), occasion);
        if (isOutside(startedAt, occasion)) {
            return new Refused<>(new OutsideDiary("startedAt"));
        }
        Draft draft = begin(command.telegramId(), command.firstContact(), occasion);
        UUID quizId = command.quizId();
        if (closed.has(quizId)) {
            return draft.accepted(diary -> diary.quiz(quizId).orElseThrow());
        }
        if (open != null) {
            boolean isNamed = open.quizId().equals(quizId);
            if (isNamed || (!command.startOver() && !isLeft(open, occasion))) {
                return draft.accepted(diary -> diary.quiz(open.quizId()).orElseThrow());
            }
            draft.abandon(open, command.startOver() ? Reason.STARTED_OVER : Reason.LEFT_UNTOUCHED);
        }
        draft.start(quizId, startedAt);
        return draft.accepted(diary -> diary.quiz(quizId).orElseThrow());
    }

    /** Takes an answer to the question it names of the quiz it names, and to no other. */
    public Decision<QuizState> answer(AnswerQuizCommand command, Occasion occasion) {
        UUID quizId = command.quizId();
        Optional<ClosedQuiz> over = closed.get(quizId);
        if (over.isPresent()) {
            return answerAgain(command, over.get(), occasion);
        }
        Draft draft = begin(command.telegramId(), command.firstContact(), occasion);
        if (open == null || !open.quizId().equals(quizId)) {
            Instant startedAt = startOf(command.startedAt(), occasion);
            if (isOutside(startedAt, occasion)) {
                return new Refused<>(new OutsideDiary("startedAt"));
            }
            if (open != null) {
                if (!isLeft(open, occasion)) {
                    return new Refused<>(new QuizClosed(null));
                }
                draft.abandon(open, Reason.LEFT_UNTOUCHED);
            }
            draft.start(quizId, startedAt);
        }
        OpenQuiz quiz = draft.openQuiz();
        if (!quiz.needsNot(command.question(), command.value())) {
            draft.add(new QuestionAnswered(
                    command.telegramId(), occasion.now(), quizId, command.question(), command.value()));
            List<Question> doubts = draft.completeIfAnswered();
            if (!doubts.isEmpty()) {
                return new Refused<>(new ImplausibleNight(doubts, quiz(quizId).orElse(null)));
            }
        }
        return draft.accepted(diary -> diary.quiz(quizId).orElseThrow());
    }

    private Decision<QuizState> answerAgain(AnswerQuizCommand command, ClosedQuiz over, Occasion occasion) {
        boolean isHeld = over.status() == QuizStatus.COMPLETED
                && over.answers()
                        .to(command.question())
                        .filter(command.value()::equals)
                        .isPresent();
        return isHeld
                ? begin(command.telegramId(), command.firstContact(), occasion)
                        .accepted(diary -> diary.quiz(command.quizId()).orElseThrow())
                : new Refused<>(new QuizClosed(quiz(command.quizId()).orElse(null)));
    }

    public Decision<QuizState> cancel(CancelQuizCommand command, Occasion occasion) {
        UUID quizId = command.quizId();
        Draft draft = begin(command.telegramId(), FirstContact.UNKNOWN, occasion);
        if (open != null && open.quizId().equals(quizId)) {
            draft.add(new QuizCancelled(command.telegramId(), occasion.now(), quizId));
        } else if (closed.get(quizId)
                .filter(quiz -> quiz.status() == QuizStatus.CANCELLED)
                .isEmpty()) {
            return new Refused<>(new QuizClosed(quiz(quizId).orElse(null)));
        }
        return draft.accepted(diary -> diary.quiz(quizId).orElseThrow());
    }

    public Decision<Settings> change(ChangeSettingsCommand command, Occasion occasion) {
        Draft draft = begin(command.telegramId(), FirstContact.UNKNOWN, occasion);
        Settings before = draft.diary.knownSettings();
        Settings changed = new Settings(
                Objects.requireNonNullElse(command.promptEnabled(), before.promptEnabled()),
                Objects.requireNonNullElse(command.promptTime(), before.promptTime()),
                Objects.requireNonNullElse(command.timeZone(), before.timeZone()),
                Objects.requireNonNullElse(command.language(), before.language()),
                Objects.requireNonNullElse(command.sleepNeedMinutes(), before.sleepNeedMinutes()),
                Objects.requireNonNullElse(command.workDays(), before.workingDays()),
                Objects.requireNonNullElse(command.weeklyReport(), before.reportDay()),
                pause(command.promptsPausedUntil(), before, occasion));
        if (!changed.equals(before)) {
            draft.add(new SettingsChanged(command.telegramId(), occasion.now(), changed));
        }
        return draft.accepted(Diary::knownSettings);
    }

    /** A pause that ends today or earlier is none. */
    private static @Nullable LocalDate pause(@Nullable LocalDate until, Settings before, Occasion occasion) {
        LocalDate end = until == null ? before.promptsPausedUntil() : until;
        LocalDate today = occasion.now().atZone(before.timeZone()).toLocalDate();
        return end != null && end.isAfter(today) ? end : null;
    }

    /** Records a whole night, or corrects it, without touching a quiz that is open. */
    public Decision<SleepEntry> record(RecordNightCommand command, Occasion occasion) {
        Answers answers = command.answers();
        if (!answers.areComplete()) {
            return new Refused<>(new IncompleteNight(answers.missing()));
        }
        Draft draft = begin(command.telegramId(), command.firstContact(), occasion);
        ZoneId zone = draft.diary.knownSettings().timeZone();
        LocalDate date = command.nightDate();
        if (date != null && date.getYear() < FIRST_YEAR) {
            return new Refused<>(new OutsideDiary("nightDate"));
        }
        Instant latestWake = occasion.now().plus(Night.CLOCK_SKEW);
        if (date != null && date.isAfter(latestWake.atZone(zone).toLocalDate())) {
            return new Refused<>(new ImplausibleNight(List.of(Question.WAKE_TIME), null));
        }
        Night night =
                (date == null ? Night.of(answers, occasion.now(), zone) : Night.on(date, answers, zone)).orElseThrow();
        List<Question> doubts =
                night.wakeAt().isAfter(latestWake) ? List.of(Question.WAKE_TIME) : Plausibility.doubts(answers, night);
        if (!doubts.isEmpty()) {
            return new Refused<>(new ImplausibleNight(doubts, null));
        }
        boolean isHeld = entry(night.nightDate())
                .filter(entry -> command.onlyIfAbsent() || entry.answers().equals(answers))
                .isPresent();
        if (!isHeld) {
            draft.complete(occasion.newId().get(), answers, night, zone);
        }
        return draft.accepted(diary -> diary.entry(night.nightDate()).orElseThrow());
    }

    /** Deletes a night's entry; a night without one is as it should be. */
    public Decision<Optional<SleepEntry>> delete(DeleteSleepEntryCommand command, Occasion occasion) {
        Draft draft = begin(command.telegramId(), FirstContact.UNKNOWN, occasion);
        Optional<SleepEntry> entry = entry(command.nightDate());
        entry.ifPresent(held -> draft.add(
                new SleepEntryDeleted(command.telegramId(), occasion.now(), held.entryId(), held.nightDate())));
        return draft.accepted(diary -> entry);
    }

    /** Whether the prompt that is due is sent; never makes a user. */
    public Decision<Sending> prompt(PromptQuizCommand command, Occasion occasion) {
        if (settings == null) {
            return new Accepted<>(List.of(), Sending.UNKNOWN_USER);
        }
        boolean isLogged = nights.has(command.forDate());
        Sending sending = prompts.prompt(command, settings, isLogged, occasion.now());
        UserSleepEvent prompted = new QuizPrompted(
                command.telegramId(),
                occasion.now(),
                command.scheduledFor(),
                command.forDate(),
                settings.language(),
                command.again());
        return new Accepted<>(sending == Sending.SENT ? List.of(prompted) : List.of(), sending);
    }

    /** Puts the prompt of a day off, once; asked again while it is ahead, tells the same. */
    public Decision<Snooze> snooze(SnoozePromptCommand command, Occasion occasion) {
        LocalDate date = command.forDate();
        if (settings == null || !prompts.hasPassed(date)) {
            return new Refused<>(new NotPrompted());
        }
        Instant now = occasion.now();
        boolean isHeld = prompts.snooze(date, now).isPresent();
        boolean isOver = nights.has(date) || !Prompts.areWanted(settings, date);
        if (isOver || (!isHeld && !prompts.maySnooze(date))) {
            return new Refused<>(new SnoozeOver());
        }
        Draft draft = begin(command.telegramId(), FirstContact.UNKNOWN, occasion);
        if (!isHeld) {
            draft.add(new PromptSnoozed(command.telegramId(), now, date, now.plus(Prompts.SNOOZE)));
        }
        return draft.accepted(diary -> diary.prompts.snooze(date, now).orElseThrow());
    }

    /** Whether the weekly report that is due is sent; never makes a user. */
    public Decision<Sending> report(ReportWeekCommand command, Occasion occasion) {
        if (settings == null) {
            return new Accepted<>(List.of(), Sending.UNKNOWN_USER);
        }
        Sending sending = prompts.report(command, settings, occasion.now());
        UserSleepEvent due = new WeeklyReportDue(
                command.telegramId(), occasion.now(), command.scheduledFor(), command.lastNight(), settings.language());
        return new Accepted<>(sending == Sending.SENT ? List.of(due) : List.of(), sending);
    }

    /** Notes whether the person can be written to, and tells it; never makes a user. */
    public Decision<Boolean> note(NoteReachabilityCommand command, Occasion occasion) {
        boolean reachable = command.reachable();
        if (settings == null || reachable == prompts.reachable()) {
            return new Accepted<>(List.of(), reachable);
        }
        UserSleepEvent change = reachable
                ? new UserReachable(command.telegramId(), occasion.now())
                : new UserUnreachable(
                        command.telegramId(),
                        occasion.now(),
                        Objects.requireNonNullElse(command.reason(), UserUnreachable.Reason.UNKNOWN));
        return new Accepted<>(List.of(change), reachable);
    }

    /** Closes the diary for good; the reply is the instant at which it was. */
    public Decision<Instant> erase(EraseUserCommand command, Occasion occasion) {
        return settings == null
                ? new Refused<>(new UnknownUser())
                : new Accepted<>(List.of(new UserErased(command.telegramId(), occasion.now())), occasion.now());
    }

    private static Instant startOf(@Nullable Instant startedAt, Occasion occasion) {
        return startedAt == null ? occasion.now() : startedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    private static boolean isOutside(Instant startedAt, Occasion occasion) {
        return startedAt.isAfter(occasion.now().plus(occasion.rules().clockSkew()))
                || startedAt.isBefore(
                        LocalDate.of(FIRST_YEAR, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static boolean isLeft(OpenQuiz quiz, Occasion occasion) {
        return quiz.isUntouchedSince(occasion.now().minus(occasion.rules().abandonAfter()));
    }

    // How things stand

    /** The quiz as it stands; empty if it was never known. */
    public Optional<QuizState> quiz(UUID quizId) {
        if (open != null && open.quizId().equals(quizId)) {
            return Optional.of(
                    state(quizId, QuizStatus.IN_PROGRESS, open.startedAt(), open.answers(), open.timeZone(), null));
        }
        return closed.get(quizId)
                .map(quiz -> state(
                        quizId, quiz.status(), quiz.startedAt(), quiz.answers(), quiz.timeZone(), keptEntry(quiz)));
    }

    private QuizState state(
            UUID quizId,
            QuizStatus status,
            Instant startedAt,
            Answers answers,
            ZoneId zone,
            @Nullable SleepEntry entry) {
        return new QuizState(
                quizId,
                status,
                startedAt,
                answers,
                answers.missing(),
                suggested(),
                zone,
                knownSettings().language(),
                entry);
    }

    /** What the quiz recorded, unless the night has been deleted since. */
    private @Nullable SleepEntry keptEntry(ClosedQuiz quiz) {
        SleepEntry entry = quiz.entry();
        if (entry == null) {
            return null;
        }
        return entry(entry.nightDate())
                .filter(kept -> kept.entryId().equals(entry.entryId()))
                .map(kept -> entry)
                .orElse(null);
    }

    /** A night's entry: what the quiz said that completed or corrected it last. */
    private Optional<SleepEntry> entry(LocalDate nightDate) {
        return nights.get(nightDate).flatMap(closed::get).map(ClosedQuiz::entry);
    }

    private Answers suggested() {
        return nights.last()
                .flatMap(closed::get)
                .map(ClosedQuiz::answers)
                .map(lastNight -> clockTimes(lastNight.bedtime(), lastNight.wakeTime()))
                .orElse(USUAL_NIGHT);
    }

    private static Answers clockTimes(LocalTime bedtime, LocalTime wakeTime) {
        return new Answers(
                Map.of(Question.BEDTIME, new ClockTime(bedtime), Question.WAKE_TIME, new ClockTime(wakeTime)));
    }

    private Settings knownSettings() {
        return Objects.requireNonNull(settings, "nobody is registered");
    }

    // What has happened

    /** The diary after one more event. */
    public Diary after(UserSleepEvent event) {
        if (event instanceof UserRegistered registered) {
            return with(registered.settings());
        }
        if (event instanceof SettingsChanged changed) {
            return with(changed.settings());
        }
        if (event instanceof QuizStarted started) {
            return with(
                    OpenQuiz.started(started.quizId(), started.startedAt(), started.timeZone(), started.occurredAt()));
        }
        if (event instanceof QuestionAnswered answered) {
            return open == null || !open.quizId().equals(answered.quizId())
                    ? this
                    : with(open.with(answered.question(), answered.value(), answered.occurredAt()));
        }
        if (event instanceof QuizCancelled cancelled) {
            return closed(cancelled.quizId(), QuizStatus.CANCELLED);
        }
        if (event instanceof QuizAbandoned abandoned) {
            return closed(abandoned.quizId(), QuizStatus.ABANDONED);
        }
        if (event instanceof QuizCompleted completed) {
            return completed(completed);
        }
        if (event instanceof SleepEntryCorrected) {
            // says to others what the completion before it has said here
            return this;
        }
        if (event instanceof SleepEntryDeleted deleted) {
            return new Diary(settings, open, closed, nights.minus(deleted.nightDate()), prompts);
        }
        if (event instanceof UserErased) {
            return UNOPENED;
        }
        return with(prompts.after(event));
    }

    private Diary with(Settings changed) {
        return new Diary(changed, open, closed, nights, prompts);
    }

    private Diary with(OpenQuiz quiz) {
        return new Diary(settings, quiz, closed, nights, prompts);
    }

    private Diary with(Prompts changed) {
        return changed == prompts ? this : new Diary(settings, open, closed, nights, changed);
    }

    private Diary closed(UUID quizId, QuizStatus status) {
        if (open == null || !open.quizId().equals(quizId)) {
            return this;
        }
        ClosedQuiz quiz = new ClosedQuiz(status, open.startedAt(), open.timeZone(), open.answers(), null);
        return new Diary(settings, null, closed.plus(quizId, quiz), nights, prompts);
    }

    private Diary completed(QuizCompleted completed) {
        SleepEntry entry = completed.entry();
        boolean wasOpen = open != null && open.quizId().equals(completed.quizId());
        ClosedQuiz quiz = new ClosedQuiz(
                QuizStatus.COMPLETED,
                open != null && wasOpen ? open.startedAt() : completed.occurredAt(),
                entry.timeZone(),
                entry.answers(),
                entry);
        return new Diary(
                settings,
                wasOpen ? null : open,
                closed.plus(completed.quizId(), quiz),
                nights.plus(entry.nightDate(), completed.quizId()),
                prompts);
    }

    // How decisions are written down

    /** How every command of the person's own begins. */
    private Draft begin(String telegramId, FirstContact firstContact, Occasion occasion) {
        Draft draft = new Draft(this, telegramId, occasion);
        if (settings == null) {
            ZoneId zone = Objects.requireNonNullElse(
                    firstContact.timeZone(), occasion.rules().defaultZone());
            Language language = Objects.requireNonNullElse(firstContact.language(), Language.EN);
            draft.add(new UserRegistered(telegramId, occasion.now(), Settings.ofNewUser(zone, language)));
        } else if (!prompts.reachable()) {
            // whoever writes to us can be written to
            draft.add(new UserReachable(telegramId, occasion.now()));
        }
        return draft;
    }

    /** Events that are about to happen, and the diary as it will be then. */
    private static final class Draft {

        private final List<UserSleepEvent> events = new ArrayList<>();
        private final String telegramId;
        private final Occasion occasion;
        private Diary diary;

        Draft(Diary diary, String telegramId, Occasion occasion) {
            this.diary = diary;
            this.telegramId = telegramId;
            this.occasion = occasion;
        }

        void add(UserSleepEvent event) {
            events.add(event);
            diary = diary.after(event);
        }

        void abandon(OpenQuiz quiz, Reason reason) {
            add(new QuizAbandoned(telegramId, occasion.now(), quiz.quizId(), reason));
        }

        void start(UUID quizId, Instant startedAt) {
            ZoneId zone = diary.knownSettings().timeZone();
            add(new QuizStarted(telegramId, occasion.now(), quizId, startedAt, zone));
        }

        OpenQuiz openQuiz() {
            return Objects.requireNonNull(diary.open, "no quiz is open");
        }

        /** Completes the open quiz if nothing is missing; the questions in doubt if its night cannot be. */
        List<Question> completeIfAnswered() {
            OpenQuiz quiz = openQuiz();
            if (!quiz.answers().areComplete()) {
                return List.of();
            }
            Night night =
                    Night.of(quiz.answers(), quiz.startedAt(), quiz.timeZone()).orElseThrow();
            List<Question> doubts = Plausibility.doubts(quiz.answers(), night);
            if (doubts.isEmpty()) {
                complete(quiz.quizId(), quiz.answers(), night, quiz.timeZone());
            }
            return doubts;
        }

        /** A night that has an entry keeps its entry's identity: what it says is corrected. */
        void complete(UUID quizId, Answers answers, Night night, ZoneId zone) {
            Optional<UUID> existing = diary.entry(night.nightDate()).map(SleepEntry::entryId);
            UUID entryId = existing.orElseGet(occasion.newId());
            SleepEntry entry = new SleepEntry(entryId, night.nightDate(), zone, night.bedAt(), night.wakeAt(), answers);
            add(new QuizCompleted(telegramId, occasion.now(), quizId, entry));
            if (existing.isPresent()) {
                add(new SleepEntryCorrected(telegramId, occasion.now(), quizId, entry));
            }
        }

        <R> Decision<R> accepted(Function<Diary, R> reply) {
            return new Accepted<>(events, reply.apply(diary));
        }
    }
}
