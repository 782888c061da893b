package org.sleepquiz.command;

import static org.axonframework.modelling.command.AggregateCreationPolicy.CREATE_IF_MISSING;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.MessageIdentifier;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.quiz.Decision;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Diary;
import org.sleepquiz.command.quiz.Sending;
import org.sleepquiz.command.quiz.Snooze;
import org.sleepquiz.command.quiz.WrittenDiary;
import org.sleepquiz.eventstore.DecidedOn;
import org.sleepquiz.eventstore.StoredType;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepCommand;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.CancelQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.sleepquiz.messages.UserSleepCommand.DeleteSleepEntryCommand;
import org.sleepquiz.messages.UserSleepCommand.EraseUserCommand;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.sleepquiz.messages.UserSleepCommand.PromptQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.RecordNightCommand;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;
import org.sleepquiz.messages.UserSleepCommand.ReportWeekCommand;
import org.sleepquiz.messages.UserSleepCommand.SnoozePromptCommand;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;
import org.sleepquiz.messages.UserSleepEvent;

/**
 * The doorway to a person's diary: loads it, asks it, lets what it decided happen. Every command makes the aggregate if it is
 * missing; two at the same moment are told apart by the event that they were decided on, and the loser tries again.
 */
@Aggregate(
        commandTargetResolver = "byTelegramId",
        cache = "diaryCache",
        lockFactory = "turns",
        snapshotTriggerDefinition = "whenManyEventsFollow")
class UserSleep {

    static final String TYPE = "UserSleep";

    /**
     * Counts up when a snapshot would say something else than it did: another shape of what it holds, other numbers of choices, or
     * another meaning of events. Snapshots of other revisions are passed over and made anew.
     */
    static final StoredType SNAPSHOT = new StoredType(TYPE, 2, UserSleep.class);

    @AggregateIdentifier
    private @Nullable String telegramId;

    /** Identifier of the last event of which the diary knows. */
    private @Nullable String lastEvent;

    private Diary diary = Diary.unopened();

    /** Somebody we have never heard of. */
    UserSleep() {}

    private UserSleep(Snapshot snapshot) {
        telegramId = snapshot.telegramId();
        lastEvent = snapshot.lastEvent();
        diary = Diary.of(snapshot.diary());
    }

    /** What is stored of a person so that the events before need not be read. */
    record Snapshot(@Nullable String telegramId, @Nullable String lastEvent, WrittenDiary diary) {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static UserSleep of(Snapshot snapshot) {
        return new UserSleep(snapshot);
    }

    @JsonValue
    Snapshot snapshot() {
        return new Snapshot(telegramId, lastEvent, diary.written());
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<Settings> handle(RegisterUserCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.register(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<QuizState> handle(StartQuizCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.start(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<QuizState> handle(AnswerQuizCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.answer(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<QuizState> handle(CancelQuizCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.cancel(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<Settings> handle(ChangeSettingsCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.change(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<SleepEntry> handle(RecordNightCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.record(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<Optional<SleepEntry>> handle(DeleteSleepEntryCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.delete(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<Instant> handle(EraseUserCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.erase(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<Sending> handle(PromptQuizCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.prompt(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<Snooze> handle(SnoozePromptCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.snooze(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<Sending> handle(ReportWeekCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.report(command, occasions.now()), upToDate);
    }

    @CommandHandler
    @CreationPolicy(CREATE_IF_MISSING)
    Decision<Boolean> handle(NoteReachabilityCommand command, Occasions occasions, UpToDate upToDate) {
        return happen(command, diary.note(command, occasions.now()), upToDate);
    }

    private <R> Decision<R> happen(UserSleepCommand command, Decision<R> decision, UpToDate upToDate) {
        // Axon wants to know whom it has loaded, even if a refusal leaves nobody behind
        telegramId = command.telegramId();
        List<UserSleepEvent> events = decision instanceof Accepted<R> accepted ? accepted.events() : List.of();
        if (events.isEmpty()) {
            upToDate.require(telegramId, lastEvent);
        } else if (lastEvent != null) {
            DecidedOn.tell(telegramId, lastEvent);
        }
        events.forEach(AggregateLifecycle::apply);
        return decision;
    }

    @EventSourcingHandler
    void on(UserSleepEvent event, @MessageIdentifier String identifier) {
        telegramId = event.telegramId();
        lastEvent = identifier;
        diary = diary.after(event);
    }
}
