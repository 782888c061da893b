package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;

/** Something that a person wants done to their diary. The user need not exist: the first command makes them. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface UserSleepCommand {

    /** The user: a Telegram account's id in decimal. The identity of the {@code UserSleep} aggregate. */
    String telegramId();

    /** What the client knows of a person at first contact; used when the command registers them, else ignored. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FirstContact(
            @Nullable Language language, @Nullable ZoneId timeZone) {

        public static final FirstContact UNKNOWN = new FirstContact(null, null);
    }

    /** Makes sure that the user exists; nothing else. */
    record RegisterUserCommand(String telegramId, FirstContact firstContact) implements UserSleepCommand {
        public RegisterUserCommand {
            requireTelegramId(telegramId);
        }
    }

    /**
     * Starts a quiz, or resumes the open one.
     *
     * @param quizId chosen by the client, so that a repeated request names the same quiz
     * @param startedAt when the person asked for it; null for now
     * @param startOver whether an open quiz is abandoned instead of resumed
     */
    record StartQuizCommand(
            String telegramId,
            UUID quizId,
            FirstContact firstContact,
            @Nullable Instant startedAt,
            boolean startOver) implements UserSleepCommand {
        public StartQuizCommand {
            requireTelegramId(telegramId);
        }
    }

    /**
     * Answers one question of one quiz; starts the quiz if it is new and none is open.
     *
     * @param startedAt when the person began the quiz, should this answer start it; null for now
     */
    record AnswerQuizCommand(
            String telegramId,
            UUID quizId,
            Question question,
            AnswerValue value,
            FirstContact firstContact,
            @Nullable Instant startedAt)
            implements UserSleepCommand {
        public AnswerQuizCommand {
            requireTelegramId(telegramId);
            if (!question.accepts(value)) {
                throw new IllegalArgumentException(question + " takes " + question.allowedValues());
            }
        }
    }

    /** Closes an open quiz without an entry. */
    record CancelQuizCommand(String telegramId, UUID quizId) implements UserSleepCommand {
        public CancelQuizCommand {
            requireTelegramId(telegramId);
        }
    }

    /**
     * Changes what is not null.
     *
     * @param promptsPausedUntil the first local date with a prompt again; today or earlier ends a pause
     */
    record ChangeSettingsCommand(
            String telegramId,
            @Nullable Boolean promptEnabled,
            @JsonFormat(pattern = "HH:mm") @Nullable LocalTime promptTime,
            @Nullable ZoneId timeZone,
            @Nullable Language language,
            @Nullable Integer sleepNeedMinutes,
            @Nullable Set<DayOfWeek> workDays,
            @Nullable ReportDay weeklyReport,
            @Nullable LocalDate promptsPausedUntil)
            implements UserSleepCommand {
        public ChangeSettingsCommand {
            requireTelegramId(telegramId);
        }

        /** Leaves alone what came later than the others. */
        public ChangeSettingsCommand(
                String telegramId,
                @Nullable Boolean promptEnabled,
                @Nullable LocalTime promptTime,
                @Nullable ZoneId timeZone,
                @Nullable Language language,
                @Nullable Integer sleepNeedMinutes) {
            this(telegramId, promptEnabled, promptTime, timeZone, language, sleepNeedMinutes, null, null, null);
        }
    }

    /**
     * Records a whole night at once, or corrects it.
     *
     * @param nightDate the local date of waking up; null for the latest night that the answers can mean
     * @param onlyIfAbsent whether a night that has its entry is left as it is
     */
    record RecordNightCommand(
            String telegramId,
            @Nullable LocalDate nightDate,
            Answers answers,
            FirstContact firstContact,
            boolean onlyIfAbsent)
            implements UserSleepCommand {
        public RecordNightCommand {
            requireTelegramId(telegramId);
        }

        /** Corrects a night that has its entry. */
        public RecordNightCommand(
                String telegramId, @Nullable LocalDate nightDate, Answers answers, FirstContact firstContact) {
            this(telegramId, nightDate, answers, firstContact, false);
        }
    }

    /** Deletes a night's entry, if there is one. */
    record DeleteSleepEntryCommand(String telegramId, LocalDate nightDate) implements UserSleepCommand {
        public DeleteSleepEntryCommand {
            requireTelegramId(telegramId);
        }
    }

    /** Has everything about the person taken out of the log; refused for somebody we have never heard of. */
    record EraseUserCommand(String telegramId) implements UserSleepCommand {
        public EraseUserCommand {
            requireTelegramId(telegramId);
        }
    }

    /**
     * The daily prompt is due. The aggregate decides whether it is sent: not if prompts are off or paused, the night has its entry, the
     * day has had its prompt, or the person has blocked the bot.
     *
     * @param scheduledFor the instant at which it was due
     * @param forDate the local date of that instant: the night date that it asks about
     * @param again whether it comes again after a snooze
     */
    record PromptQuizCommand(String telegramId, Instant scheduledFor, LocalDate forDate, boolean again)
            implements UserSleepCommand {
        public PromptQuizCommand {
            requireTelegramId(telegramId);
        }
    }

    /** Has the prompt of a day come again after half an hour, once. */
    record SnoozePromptCommand(String telegramId, LocalDate forDate) implements UserSleepCommand {
        public SnoozePromptCommand {
            requireTelegramId(telegramId);
        }
    }

    /** The report of a person's last seven nights is due. */
    record ReportWeekCommand(String telegramId, Instant scheduledFor, LocalDate lastNight) implements UserSleepCommand {
        public ReportWeekCommand {
            requireTelegramId(telegramId);
        }
    }

    /**
     * Messages to the person are refused, or are no longer. Makes nobody.
     *
     * @param reason why they are refused; null if it is not known, or they are taken
     */
    record NoteReachabilityCommand(String telegramId, boolean reachable, UserUnreachable.@Nullable Reason reason)
            implements UserSleepCommand {
        public NoteReachabilityCommand {
            requireTelegramId(telegramId);
        }

        /** Says no reason. */
        public NoteReachabilityCommand(String telegramId, boolean reachable) {
            this(telegramId, reachable, null);
        }
    }

    /** Telegram's ids are positive and below 2^52; leading zeros would make two identities of one account. */
    Pattern TELEGRAM_ID = Pattern.compile("[1-9][0-9]{0,15}");

    private static void requireTelegramId(String telegramId) {
        if (!TELEGRAM_ID.matcher(telegramId).matches()) {
            throw new IllegalArgumentException("telegramId is a positive decimal number of up to 16 digits");
        }
    }
}
