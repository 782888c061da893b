package org.sleepquiz.command.quiz;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand.PromptQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.ReportWeekCommand;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;

/**
 * What a person has been sent unasked, and whether anything may be. Dates only ever grow: whoever travels west over the date line has
 * had the prompt of the date that comes again.
 *
 * @param reachable whether Telegram takes messages to the person
 * @param promptedFor the last local date with a prompt; null before the first
 * @param snoozedUntil when that date's prompt comes again; null unless it was put off
 * @param sentAgain whether it has
 * @param reportedOn the local date of the last weekly report; null before the first
 */
record Prompts(
        boolean reachable,
        @Nullable LocalDate promptedFor,
        @Nullable Instant snoozedUntil,
        boolean sentAgain,
        @Nullable LocalDate reportedOn) {

    static final Prompts NONE = new Prompts(true, null, null, false, null);

    static final Duration SNOOZE = Duration.ofMinutes(30);

    Sending prompt(PromptQuizCommand command, Settings settings, boolean isLogged, Instant now) {
        LocalDate date = command.forDate();
        Instant scheduledFor = command.scheduledFor();
        if (!reachable) {
            return Sending.UNREACHABLE;
        }
        if (!settings.promptEnabled()) {
            return Sending.SWITCHED_OFF;
        }
        if (isPaused(settings, date)) {
            return Sending.PAUSED;
        }
        if (command.again() ? !date.equals(promptedFor) || sentAgain : !isNews(date, promptedFor)) {
            return Sending.SENT_BEFORE;
        }
        Optional<Instant> rightTime = command.again()
                ? Optional.ofNullable(snoozedUntil)
                : Timetable.of(settings).promptOn(date);
        if (now.isBefore(scheduledFor) || rightTime.filter(scheduledFor::equals).isEmpty()) {
            return Sending.OTHER_TIME;
        }
        if (isLogged) {
            return Sending.LOGGED;
        }
        return isLate(scheduledFor, Timetable.PROMPT_PATIENCE, now) ? Sending.TOO_LATE : Sending.SENT;
    }

    Sending report(ReportWeekCommand command, Settings settings, Instant now) {
        LocalDate date = command.lastNight();
        Instant scheduledFor = command.scheduledFor();
        if (!reachable) {
            return Sending.UNREACHABLE;
        }
        if (settings.reportDay() == ReportDay.NEVER) {
            return Sending.SWITCHED_OFF;
        }
        if (!isNews(date, reportedOn)) {
            return Sending.SENT_BEFORE;
        }
        if (now.isBefore(scheduledFor)
                || Timetable.of(settings)
                        .reportOn(date)
                        .filter(scheduledFor::equals)
                        .isEmpty()) {
            return Sending.OTHER_TIME;
        }
        return isLate(scheduledFor, Timetable.REPORT_PATIENCE, now) ? Sending.TOO_LATE : Sending.SENT;
    }

    private static boolean isNews(LocalDate date, @Nullable LocalDate last) {
        return last == null || date.isAfter(last);
    }

    private static boolean isLate(Instant due, Duration patience, Instant now) {
        return !now.isBefore(due.plus(patience));
    }

    /** Whether the person wants a prompt for that date. */
    static boolean areWanted(Settings settings, LocalDate date) {
        return settings.promptEnabled() && !isPaused(settings, date);
    }

    private static boolean isPaused(Settings settings, LocalDate date) {
        LocalDate until = settings.promptsPausedUntil();
        return until != null && until.isAfter(date);
    }

    /** Whether the date's prompt has been sent, or can no longer be. */
    boolean hasPassed(LocalDate date) {
        return !isNews(date, promptedFor);
    }

    /** Whether the date's prompt may be put off now. */
    boolean maySnooze(LocalDate date) {
        return date.equals(promptedFor) && snoozedUntil == null;
    }

    /** The date's snooze, while it is ahead. */
    Optional<Snooze> snooze(LocalDate date, Instant now) {
        return snoozedUntil != null && date.equals(promptedFor) && !sentAgain && now.isBefore(snoozedUntil)
                ? Optional.of(new Snooze(date, snoozedUntil))
                : Optional.empty();
    }

    Prompts after(UserSleepEvent event) {
        if (event instanceof QuizPrompted prompted) {
            return prompted.again()
                    ? new Prompts(reachable, promptedFor, snoozedUntil, true, reportedOn)
                    : new Prompts(reachable, prompted.forDate(), null, false, reportedOn);
        }
        if (event instanceof PromptSnoozed snoozed) {
            return new Prompts(reachable, promptedFor, snoozed.until(), false, reportedOn);
        }
        if (event instanceof WeeklyReportDue report) {
            return new Prompts(reachable, promptedFor, snoozedUntil, sentAgain, report.lastNight());
        }
        if (event instanceof UserUnreachable) {
            return new Prompts(false, promptedFor, snoozedUntil, sentAgain, reportedOn);
        }
        if (event instanceof UserReachable) {
            return new Prompts(true, promptedFor, snoozedUntil, sentAgain, reportedOn);
        }
        return this;
    }
}
