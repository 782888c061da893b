package org.sleepquiz.command.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.command.quiz.Keeper.ANNA;
import static org.sleepquiz.command.quiz.Keeper.QUIZ;
import static org.sleepquiz.command.quiz.Keeper.nightWith;
import static org.sleepquiz.command.quiz.Keeper.refusal;
import static org.sleepquiz.command.quiz.Keeper.reply;
import static org.sleepquiz.command.quiz.Keeper.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.quiz.Refusal.NotPrompted;
import org.sleepquiz.command.quiz.Refusal.SnoozeOver;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.sleepquiz.messages.UserSleepCommand.EraseUserCommand;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;

/** What a person is sent unasked. Anna lives in Stockholm, an hour before Greenwich, and gets her prompt at 07:00. */
class PromptsTest {

    private static final String WEDNESDAY = "2026-11-25";
    private static final String SEVEN = "2026-11-25T06:00:00Z";

    /** Is over at 06:30. */
    private static final Answers EARLY_NIGHT = nightWith(Question.WAKE_TIME, time("06:30"));

    private final Keeper anna = new Keeper().at("2026-11-24T12:00:00Z");

    @BeforeEach
    void isKnown() {
        anna.register();
        anna.news();
    }

    @Nested
    class Prompting {

        @Test // #4
        void thePromptSaysWhenItWasDueForWhichDateAndInWhichLanguage() {
            anna.change(settings(null, null, null, Language.SV));
            anna.news();
            anna.at("2026-11-25T06:00:01.250Z");
            assertThat(anna.prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.SENT);
            assertThat(anna.log)
                    .containsExactly(new QuizPrompted(
                            ANNA, anna.now, Instant.parse(SEVEN), LocalDate.parse(WEDNESDAY), Language.SV, false));
        }

        @Test // #4
        void aDayHasOnePromptHoweverOftenItIsDue() {
            anna.at(SEVEN);
            anna.prompt(SEVEN, WEDNESDAY);
            assertThat(anna.later(Duration.ofMinutes(1)).prompt(SEVEN, WEDNESDAY))
                    .isEqualTo(Sending.SENT_BEFORE);
            assertThat(anna.at("2026-11-26T06:00:00Z").prompt("2026-11-26T06:00:00Z", "2026-11-26"))
                    .isEqualTo(Sending.SENT);
            assertThat(anna.prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.SENT_BEFORE);
            assertThat(anna.happened()).containsExactly("QuizPrompted", "QuizPrompted");
        }

        @Test // #4
        void lessThanTwoHoursLateIsSentAndLaterIsNot() {
            assertThat(anna.at("2026-11-25T08:00:00Z").prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.TOO_LATE);
            assertThat(anna.at("2026-11-25T07:59:59Z").prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.SENT);
        }

        @Test // #4
        void aNightThatHasItsEntryIsNotAskedAboutUntilItIsDeleted() {
            anna.at("2026-11-25T05:59:00Z").record(LocalDate.parse(WEDNESDAY), EARLY_NIGHT);
            anna.at(SEVEN);
            assertThat(anna.prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.LOGGED);
            anna.delete(LocalDate.parse(WEDNESDAY));
            assertThat(anna.prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.SENT);
        }

        @Test // #4
        void whoHasSwitchedPromptsOffGetsNone() {
            anna.change(settings(false, null, null, null));
            assertThat(anna.at(SEVEN).prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.SWITCHED_OFF);
            anna.change(settings(true, null, null, null));
            assertThat(anna.prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.SENT);
        }

        @Test // #4
        void aPauseEndsByItself() {
            anna.change(pause(LocalDate.of(2026, 11, 26)));
            assertThat(anna.at(SEVEN).prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.PAUSED);
            assertThat(anna.at("2026-11-26T06:00:00Z").prompt("2026-11-26T06:00:00Z", "2026-11-26"))
                    .isEqualTo(Sending.SENT);
        }

        @Test // #4
        void onlyTheTimeThatTheSettingsOfNowSayIsRight() {
            anna.change(settings(null, LocalTime.of(8, 0), null, null));
            assertThat(anna.at(SEVEN).prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.OTHER_TIME);
            assertThat(anna.at("2026-11-25T07:00:00Z").prompt("2026-11-25T07:00:00Z", WEDNESDAY))
                    .isEqualTo(Sending.SENT);
        }

        @Test // #4
        void nothingIsSentBeforeItsTime() {
            assertThat(anna.at("2026-11-25T05:59:59.999Z").prompt(SEVEN, WEDNESDAY))
                    .isEqualTo(Sending.OTHER_TIME);
        }

        @Test // #4
        void anotherTimeOrZoneOnTheSameDayBringsNoSecondPrompt() {
            anna.at(SEVEN).prompt(SEVEN, WEDNESDAY);
            anna.change(settings(null, LocalTime.of(9, 0), null, null));
            assertThat(anna.at("2026-11-25T08:00:00Z").prompt("2026-11-25T08:00:00Z", WEDNESDAY))
                    .isEqualTo(Sending.SENT_BEFORE);
            anna.change(settings(null, null, ZoneId.of("America/New_York"), null));
            assertThat(anna.at("2026-11-25T14:00:00Z").prompt("2026-11-25T14:00:00Z", WEDNESDAY))
                    .isEqualTo(Sending.SENT_BEFORE);
            assertThat(anna.at("2026-11-26T14:00:00Z").prompt("2026-11-26T14:00:00Z", "2026-11-26"))
                    .isEqualTo(Sending.SENT);
        }

        @Test // #4
        void whoTravelsWestOverTheDateLineIsNotAskedAboutADateAgain() {
            anna.change(settings(null, null, ZoneId.of("Pacific/Auckland"), null));
            anna.at("2026-11-24T18:00:00Z").prompt("2026-11-24T18:00:00Z", WEDNESDAY);
            anna.change(settings(null, null, ZoneId.of("Pacific/Honolulu"), null));
            // it is the 24th there, and Anna has had the prompts of the 24th and the 25th
            anna.news();
            assertThat(anna.at("2026-11-25T17:00:00Z").prompt("2026-11-25T17:00:00Z", WEDNESDAY))
                    .isEqualTo(Sending.SENT_BEFORE);
            assertThat(anna.happened()).isEmpty();
        }

        @Test // #4
        void nobodyIsMadeByAPromptOrAReport() {
            Keeper nobody = new Keeper().at(SEVEN);
            assertThat(nobody.prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.UNKNOWN_USER);
            assertThat(nobody.report(SEVEN, WEDNESDAY)).isEqualTo(Sending.UNKNOWN_USER);
            nobody.isReachable(false);
            nobody.isReachable(true);
            assertThat(refusal(nobody.snooze(WEDNESDAY))).isEqualTo(new NotPrompted());
            assertThat(nobody.happened()).isEmpty();
        }

        @Test // #4
        void whoComesBackAfterErasureStartsWithoutAHistoryOfPrompts() {
            anna.at(SEVEN).prompt(SEVEN, WEDNESDAY);
            anna.isReachable(false);
            Decision<Instant> erased =
                    anna.diary.erase(new EraseUserCommand(ANNA), new Occasion(anna.now, QuizRules.DEFAULT, () -> QUIZ));
            assertThat(reply(erased)).isEqualTo(anna.now);
            anna.diary = anna.diary.after(new UserErased(ANNA, anna.now));
            anna.news();
            anna.register();
            assertThat(anna.prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.SENT);
            assertThat(anna.happened()).containsExactly("UserRegistered", "QuizPrompted");
        }
    }

    @Nested
    class Snoozing {

        @BeforeEach
        void isPrompted() {
            anna.at(SEVEN).prompt(SEVEN, WEDNESDAY);
            anna.later(Duration.ofMinutes(10));
            anna.news();
        }

        @Test // #4
        void aPromptComesAgainAfterHalfAnHourOnce() {
            Snooze snooze = reply(anna.snooze(WEDNESDAY));
            assertThat(snooze).isEqualTo(new Snooze(LocalDate.parse(WEDNESDAY), Instant.parse("2026-11-25T06:40:00Z")));
            assertThat(anna.log).containsExactly(new PromptSnoozed(ANNA, anna.now, snooze.forDate(), snooze.until()));
            assertThat(anna.promptAgain("2026-11-25T06:40:00Z", WEDNESDAY)).isEqualTo(Sending.OTHER_TIME);
            anna.at("2026-11-25T06:40:00Z");
            assertThat(anna.promptAgain("2026-11-25T06:40:00Z", WEDNESDAY)).isEqualTo(Sending.SENT);
            assertThat(anna.promptAgain("2026-11-25T06:40:00Z", WEDNESDAY)).isEqualTo(Sending.SENT_BEFORE);
            assertThat(refusal(anna.snooze(WEDNESDAY))).isEqualTo(new SnoozeOver());
            assertThat(anna.happened()).containsExactly("PromptSnoozed", "QuizPrompted");
        }

        @Test // #4
        void askedForAgainWhileItIsAheadItIsTheSame() {
            Snooze first = reply(anna.snooze(WEDNESDAY));
            assertThat(reply(anna.later(Duration.ofMinutes(29)).snooze(WEDNESDAY)))
                    .isEqualTo(first);
            assertThat(anna.happened()).containsExactly("PromptSnoozed");
            assertThat(refusal(anna.later(Duration.ofMinutes(1)).snooze(WEDNESDAY)))
                    .isEqualTo(new SnoozeOver());
        }

        @Test // #4
        void onlyAPromptThatWasSentCanBePutOff() {
            assertThat(refusal(anna.snooze("2026-11-26"))).isEqualTo(new NotPrompted());
            assertThat(refusal(anna.snooze("2026-11-24"))).isEqualTo(new SnoozeOver());
        }

        @Test // #4
        void whoHasEnteredTheNightOrWantsNoPromptsIsNotAskedAgain() {
            Consumer<Keeper> logs = keeper -> keeper.record(LocalDate.parse(WEDNESDAY), EARLY_NIGHT);
            Consumer<Keeper> switchesOff = keeper -> keeper.change(settings(false, null, null, null));
            Consumer<Keeper> pauses = keeper -> keeper.change(pause(LocalDate.of(2026, 12, 1)));
            Stream.of(logs, switchesOff, pauses).forEach(deed -> {
                Keeper bo = new Keeper().at("2026-11-24T12:00:00Z");
                bo.register();
                bo.at(SEVEN).prompt(SEVEN, WEDNESDAY);
                bo.snooze(WEDNESDAY);
                deed.accept(bo);
                assertThat(refusal(bo.snooze(WEDNESDAY))).isEqualTo(new SnoozeOver());
                bo.at("2026-11-25T06:30:00Z");
                assertThat(bo.promptAgain("2026-11-25T06:30:00Z", WEDNESDAY))
                        .isIn(Sending.LOGGED, Sending.SWITCHED_OFF, Sending.PAUSED);
            });
        }

        @Test // #4
        void theNextDaysPromptEndsWhatWasPutOff() {
            anna.at("2026-11-26T05:45:00Z").snooze(WEDNESDAY);
            anna.at("2026-11-26T06:00:00Z").prompt("2026-11-26T06:00:00Z", "2026-11-26");
            assertThat(anna.at("2026-11-26T06:15:00Z").promptAgain("2026-11-26T06:15:00Z", WEDNESDAY))
                    .isEqualTo(Sending.SENT_BEFORE);
            assertThat(reply(anna.snooze("2026-11-26")).until()).isEqualTo(Instant.parse("2026-11-26T06:45:00Z"));
        }
    }

    @Nested
    class Reachability {

        @BeforeEach
        void hasBlockedTheBot() {
            anna.isReachable(false);
            anna.isReachable(false);
            assertThat(anna.news()).containsExactly("UserUnreachable");
        }

        @Test // #4
        void whoCannotBeWrittenToGetsNothingUnasked() {
            anna.change(reports(ReportDay.SUNDAY));
            anna.isReachable(false);
            assertThat(anna.at(SEVEN).prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.UNREACHABLE);
            assertThat(anna.at("2026-11-29T08:00:00Z").report("2026-11-29T08:00:00Z", "2026-11-29"))
                    .isEqualTo(Sending.UNREACHABLE);
        }

        @Test // #4
        void whateverTheyDoComesAfterTheirComingBack() {
            assertThat(back(Keeper::register)).containsExactly("UserReachable");
            assertThat(back(keeper -> keeper.start(QUIZ))).containsExactly("UserReachable", "QuizStarted");
            assertThat(back(keeper -> keeper.answer(QUIZ, Question.ALERTNESS, new Rating(5))))
                    .containsExactly("UserReachable", "QuizStarted", "QuestionAnswered");
            assertThat(back(keeper -> keeper.change(settings(null, null, null, Language.ES))))
                    .containsExactly("UserReachable", "SettingsChanged");
            assertThat(back(keeper -> keeper.record(LocalDate.of(2026, 11, 24), EARLY_NIGHT)))
                    .containsExactly("UserReachable", "QuizCompleted");
            assertThat(back(keeper -> keeper.delete(LocalDate.of(2026, 11, 24))))
                    .containsExactly("UserReachable");
            assertThat(back(keeper -> keeper.isReachable(true))).containsExactly("UserReachable");
        }

        @Test // #4
        void whatIsRefusedBringsNobodyBack() {
            anna.cancel(QUIZ);
            assertThat(anna.happened()).isEmpty();
        }

        @Test // #4
        void whoIsBackIsPromptedAgain() {
            anna.start(QUIZ);
            assertThat(anna.at(SEVEN).prompt(SEVEN, WEDNESDAY)).isEqualTo(Sending.SENT);
            assertThat(anna.news()).containsExactly("UserReachable", "QuizStarted", "QuizPrompted");
        }

        private static List<String> back(Consumer<Keeper> deed) {
            Keeper keeper = new Keeper();
            keeper.register();
            keeper.isReachable(false);
            keeper.news();
            deed.accept(keeper);
            return keeper.happened();
        }
    }

    @Nested
    class WeeklyReports {

        private static final String SUNDAY = "2026-11-29";
        private static final String NINE = "2026-11-29T08:00:00Z";

        @Test // #4
        void theReportIsSentOncePerWeekInThePersonsLanguage() {
            anna.change(reports(ReportDay.SUNDAY));
            anna.news();
            assertThat(anna.at(NINE).report(NINE, SUNDAY)).isEqualTo(Sending.SENT);
            assertThat(anna.log)
                    .containsExactly(new WeeklyReportDue(
                            ANNA, anna.now, Instant.parse(NINE), LocalDate.parse(SUNDAY), Language.EN));
            assertThat(anna.report(NINE, SUNDAY)).isEqualTo(Sending.SENT_BEFORE);
            assertThat(anna.at("2026-12-06T08:00:00Z").report("2026-12-06T08:00:00Z", "2026-12-06"))
                    .isEqualTo(Sending.SENT);
        }

        @Test // #4
        void nobodyGetsAReportWhoDoesNotWantIt() {
            assertThat(anna.at(NINE).report(NINE, SUNDAY)).isEqualTo(Sending.SWITCHED_OFF);
        }

        @Test // #4
        void theReportOfAnotherDayOrTimeIsNotSent() {
            anna.change(reports(ReportDay.MONDAY));
            assertThat(anna.at(NINE).report(NINE, SUNDAY)).isEqualTo(Sending.OTHER_TIME);
            anna.change(reports(ReportDay.SUNDAY));
            assertThat(anna.report("2026-11-29T07:00:00Z", SUNDAY)).isEqualTo(Sending.OTHER_TIME);
            assertThat(anna.at("2026-11-29T07:59:59Z").report(NINE, SUNDAY)).isEqualTo(Sending.OTHER_TIME);
        }

        @Test // #4
        void theReportComesLateRatherThanNotAndNotTheNextDay() {
            anna.change(reports(ReportDay.SUNDAY));
            assertThat(anna.at("2026-11-29T20:00:00Z").report(NINE, SUNDAY)).isEqualTo(Sending.TOO_LATE);
            assertThat(anna.at("2026-11-29T19:59:00Z").report(NINE, SUNDAY)).isEqualTo(Sending.SENT);
        }

        @Test // #4
        void promptsThatAreOffOrPausedDoNotKeepTheReportBack() {
            anna.change(reports(ReportDay.SUNDAY));
            anna.change(settings(false, null, null, null));
            anna.change(pause(LocalDate.of(2027, 1, 1)));
            assertThat(anna.at(NINE).report(NINE, SUNDAY)).isEqualTo(Sending.SENT);
        }
    }

    private static ChangeSettingsCommand settings(
            @Nullable Boolean enabled, @Nullable LocalTime time, @Nullable ZoneId zone, @Nullable Language language) {
        return new ChangeSettingsCommand(ANNA, enabled, time, zone, language, null);
    }

    private static ChangeSettingsCommand pause(LocalDate until) {
        return new ChangeSettingsCommand(ANNA, null, null, null, null, null, null, null, until);
    }

    private static ChangeSettingsCommand reports(ReportDay day) {
        return new ChangeSettingsCommand(ANNA, null, null, null, null, null, null, day, null);
    }
}
