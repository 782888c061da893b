package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;

/**
 * Something that happened in a person's diary. Stored and published under the name and revision in {@link EventType};
 * never edited once landed: a change is a new revision and an upcaster.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface UserSleepEvent {

    String telegramId();

    /** When it was recorded, by the command-side's clock. */
    Instant occurredAt();

    /** Always the first event of a user's stream. */
    record UserRegistered(String telegramId, Instant occurredAt, Settings settings) implements UserSleepEvent {}

    /**
     * @param startedAt when the person asked for the quiz; the night is reckoned from here
     * @param timeZone the user's zone at that moment
     */
    record QuizStarted(String telegramId, Instant occurredAt, UUID quizId, Instant startedAt, ZoneId timeZone)
            implements UserSleepEvent {}

    record QuestionAnswered(String telegramId, Instant occurredAt, UUID quizId, Question question, AnswerValue value)
            implements UserSleepEvent {}

    /** Carries the whole entry; in the same append as the answer that completed it. */
    record QuizCompleted(String telegramId, Instant occurredAt, UUID quizId, SleepEntry entry)
            implements UserSleepEvent {}

    record QuizCancelled(String telegramId, Instant occurredAt, UUID quizId) implements UserSleepEvent {}

    record QuizAbandoned(String telegramId, Instant occurredAt, UUID quizId, Reason reason) implements UserSleepEvent {
        /** Why a quiz was given up. */
        public enum Reason {
            STARTED_OVER,
            LEFT_UNTOUCHED
        }
    }

    /** The entry of a night was replaced; follows the {@link QuizCompleted} that did it. */
    record SleepEntryCorrected(String telegramId, Instant occurredAt, UUID quizId, SleepEntry entry)
            implements UserSleepEvent {}

    record SleepEntryDeleted(String telegramId, Instant occurredAt, UUID entryId, LocalDate nightDate)
            implements UserSleepEvent {}

    /** Carries all settings as they are from now on. */
    record SettingsChanged(String telegramId, Instant occurredAt, Settings settings) implements UserSleepEvent {}

    /**
     * The person is asked for their night; the gateway sends the message.
     *
     * @param scheduledFor the instant at which the prompt was due
     * @param forDate the local date of that instant: the night date that it asks about
     * @param language in which it is written
     * @param again whether it comes again after a snooze
     */
    record QuizPrompted(
            String telegramId,
            Instant occurredAt,
            Instant scheduledFor,
            LocalDate forDate,
            Language language,
            boolean again)
            implements UserSleepEvent {}

    /** The person wants the prompt of a day again, at {@code until}. */
    record PromptSnoozed(String telegramId, Instant occurredAt, LocalDate forDate, Instant until)
            implements UserSleepEvent {}

    /**
     * The person's report of their week is sent; the gateway does it.
     *
     * @param lastNight the last of the seven night dates that it is about
     */
    record WeeklyReportDue(
            String telegramId, Instant occurredAt, Instant scheduledFor, LocalDate lastNight, Language language)
            implements UserSleepEvent {}

    /** Telegram refuses messages to the person; nothing is sent unasked until {@link UserReachable}. */
    record UserUnreachable(String telegramId, Instant occurredAt, Reason reason) implements UserSleepEvent {
        /** Why, by Telegram's word. */
        public enum Reason {
            /** They have blocked the bot. */
            BLOCKED,
            /** Their account is gone. */
            DEACTIVATED,
            /** They have never written to the bot, or Telegram does not know them. */
            NO_CHAT,
            /** Not told; nobody asked for it in revision 1. */
            UNKNOWN
        }
    }

    /** The person, who could not be written to, has come back. */
    record UserReachable(String telegramId, Instant occurredAt) implements UserSleepEvent {}

    /** The person's data are gone; the account may come back as a new user. */
    record UserErased(String telegramId, Instant occurredAt) implements UserSleepEvent {}
}
