package org.sleepquiz.command.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.quiz.Timetable;
import org.sleepquiz.messages.UserSleepCommand;
import org.sleepquiz.messages.UserSleepCommand.PromptQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.ReportWeekCommand;

/**
 * A person as the schedule knows them.
 *
 * @param timetable by which the next instants are reckoned
 * @param reachable whether Telegram takes messages to them; if not, nothing is due
 */
record Person(String telegramId, Timetable timetable, boolean reachable, Dues dues) {

    /**
     * What comes next, and when; null for none.
     *
     * @param again when a prompt that was put off comes again
     * @param againFor the local date of that prompt
     */
    record Dues(
            @Nullable Instant prompt,
            @Nullable Instant again,
            @Nullable LocalDate againFor,
            @Nullable Instant report) {

        static final Dues NONE = new Dues(null, null, null, null);

        Dues withPrompt(Optional<Instant> next) {
            return new Dues(next.orElse(null), again, againFor, report);
        }

        Dues withReport(Optional<Instant> next) {
            return new Dues(prompt, again, againFor, next.orElse(null));
        }

        Dues withAgain(Instant until, LocalDate date) {
            return new Dues(prompt, until, date, report);
        }

        Dues withoutAgain() {
            return new Dues(prompt, null, null, report);
        }
    }

    /** A person who can be written to, with all that comes after an instant. */
    static Person from(String telegramId, Timetable timetable, Instant after) {
        Dues dues = Dues.NONE.withPrompt(timetable.nextPrompt(after)).withReport(timetable.nextReport(after));
        return new Person(telegramId, timetable, true, dues);
    }

    Person with(Dues changed) {
        return new Person(telegramId, timetable, reachable, changed);
    }

    /** Nothing comes any more. */
    Person unreachable() {
        return new Person(telegramId, timetable, false, Dues.NONE);
    }

    /**
     * With other settings: what they move comes at the next such time after the change, never at once. The rest stays due as it was,
     * be it overdue.
     */
    Person with(Timetable changed, Instant after) {
        Dues moved = reachable ? dues : Dues.NONE;
        if (reachable && !hasSamePrompt(changed)) {
            moved = moved.withPrompt(changed.nextPrompt(after));
        }
        if (reachable && !hasSameReport(changed)) {
            moved = moved.withReport(changed.nextReport(after));
        }
        return new Person(telegramId, changed, reachable, moved);
    }

    private boolean hasSamePrompt(Timetable other) {
        return new Timetable(
                        other.promptEnabled(),
                        other.promptTime(),
                        other.timeZone(),
                        timetable.reportDay(),
                        other.pausedUntil())
                .equals(timetable);
    }

    private boolean hasSameReport(Timetable other) {
        return other.reportDay() == timetable.reportDay()
                && other.promptTime().equals(timetable.promptTime())
                && other.timeZone().equals(timetable.timeZone());
    }

    /** What has waited longest, or comes first; empty if nothing comes. */
    Optional<Due> first() {
        return Stream.of(
                        due(Due.Kind.PROMPT, dues.prompt()),
                        due(Due.Kind.AGAIN, dues.again()),
                        due(Due.Kind.REPORT, dues.report()))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(Due::at));
    }

    private static Optional<Due> due(Due.Kind kind, @Nullable Instant at) {
        return Optional.ofNullable(at).map(instant -> new Due(kind, instant));
    }

    UserSleepCommand command(Due due) {
        return switch (due.kind()) {
            case PROMPT -> new PromptQuizCommand(telegramId, due.at(), timetable.dateOf(due.at()), false);
            case AGAIN ->
                new PromptQuizCommand(
                        telegramId, due.at(), Objects.requireNonNull(dues.againFor(), "no date is put off"), true);
            case REPORT -> new ReportWeekCommand(telegramId, due.at(), timetable.dateOf(due.at()));
        };
    }

    /** What comes once that is done or has passed; of what was missed meanwhile, only what is not too late. */
    Dues after(Due done, Instant now) {
        Instant since = done.isTooLate(now) ? now.minus(done.kind().patience()) : done.at();
        return switch (done.kind()) {
            case PROMPT -> dues.withPrompt(timetable.nextPrompt(since));
            case AGAIN -> dues.withoutAgain();
            case REPORT -> dues.withReport(timetable.nextReport(since));
        };
    }
}
