package org.sleepquiz.command.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.command.quiz.Keeper.ANNA;
import static org.sleepquiz.command.quiz.Keeper.NIGHT;
import static org.sleepquiz.command.quiz.Keeper.OTHER_QUIZ;
import static org.sleepquiz.command.quiz.Keeper.QUIZ;
import static org.sleepquiz.command.quiz.Keeper.bin;
import static org.sleepquiz.command.quiz.Keeper.nightWith;
import static org.sleepquiz.command.quiz.Keeper.refusal;
import static org.sleepquiz.command.quiz.Keeper.reply;
import static org.sleepquiz.command.quiz.Keeper.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Decision.Refused;
import org.sleepquiz.command.quiz.Refusal.ImplausibleNight;
import org.sleepquiz.command.quiz.Refusal.IncompleteNight;
import org.sleepquiz.command.quiz.Refusal.OutsideDiary;
import org.sleepquiz.command.quiz.Refusal.QuizClosed;
import org.sleepquiz.command.quiz.Refusal.UnknownUser;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.QuizStatus;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.sleepquiz.messages.UserSleepCommand.EraseUserCommand;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuizAbandoned;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizStarted;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;

class DiaryTest {

    private static final LocalDate TUESDAY = LocalDate.of(2026, 11, 24);

    private final Keeper anna = new Keeper();

    @Nested
    class FirstContacts {

        @Test // #2
        void whateverComesFirstRegistersTheUserInTheSameAppend() {
            assertThat(fresh(Keeper::register)).containsExactly("UserRegistered");
            assertThat(fresh(keeper -> keeper.start(QUIZ))).containsExactly("UserRegistered", "QuizStarted");
            assertThat(fresh(keeper -> keeper.change(language(Language.ES))))
                    .containsExactly("UserRegistered", "SettingsChanged");
            assertThat(fresh(keeper -> keeper.record(TUESDAY, new Answers(NIGHT))))
                    .containsExactly("UserRegistered", "QuizCompleted");
            assertThat(fresh(keeper -> keeper.delete(TUESDAY))).containsExactly("UserRegistered");
            NIGHT.forEach((question, value) -> assertThat(fresh(keeper -> keeper.answer(QUIZ, question, value)))
                    .containsExactly("UserRegistered", "QuizStarted", "QuestionAnswered"));
        }

        @Test // #2
        void aCommandThatChangesNothingStillRegistersTheUser() {
            assertThat(fresh(keeper -> keeper.change(language(Language.EN)))).containsExactly("UserRegistered");
        }

        @Test // #2
        void aRefusedFirstCommandLeavesNoUserBehind() {
            assertThat(fresh(keeper -> keeper.cancel(QUIZ))).isEmpty();
            assertThat(fresh(keeper -> keeper.start(QUIZ, keeper.now.plus(Duration.ofHours(1)), false)))
                    .isEmpty();
            assertThat(fresh(keeper -> keeper.record(null, Answers.none()))).isEmpty();
        }

        @Test // #2
        void aNewUserGetsPromptsAtSevenInTheConfiguredZoneInEnglish() {
            Settings settings = reply(anna.register());
            assertThat(settings).isEqualTo(new Settings(true, LocalTime.of(7, 0), Keeper.STOCKHOLM, Language.EN, 480));
        }

        @Test // #2
        void theClientsLanguageAndZoneCountAtFirstContactAndNeverAgain() {
            anna.firstContact = new FirstContact(Language.SV, ZoneId.of("Asia/Kolkata"));
            QuizState quiz = reply(anna.start(QUIZ));
            assertThat(quiz.language()).isEqualTo(Language.SV);
            assertThat(quiz.timeZone()).isEqualTo(ZoneId.of("Asia/Kolkata"));
            anna.firstContact = new FirstContact(Language.ES, ZoneId.of("America/New_York"));
            assertThat(reply(anna.register()).language()).isEqualTo(Language.SV);
            assertThat(anna.happened()).containsExactly("UserRegistered", "QuizStarted");
        }

        private static List<String> fresh(Consumer<Keeper> firstCommand) {
            Keeper keeper = new Keeper();
            firstCommand.accept(keeper);
            return keeper.happened();
        }
    }

    @Nested
    class OneOpenQuiz {

        @Test // #2
        void startingWhileAQuizIsOpenResumesItWithItsAnswers() {
            anna.start(QUIZ);
            anna.answer(QUIZ, Question.SLEEP_QUALITY, new Rating(3));
            anna.news();
            QuizState resumed = reply(anna.start(OTHER_QUIZ));
            assertThat(resumed.quizId()).isEqualTo(QUIZ);
            assertThat(resumed.status()).isEqualTo(QuizStatus.IN_PROGRESS);
            assertThat(resumed.answers().to(Question.SLEEP_QUALITY)).contains(new Rating(3));
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2
        void startingOverAbandonsTheOpenQuizAndKeepsItsAnswersInTheHistory() {
            anna.start(QUIZ);
            anna.answer(QUIZ, Question.SLEEP_QUALITY, new Rating(3));
            anna.news();
            assertThat(reply(anna.startOver(OTHER_QUIZ)).quizId()).isEqualTo(OTHER_QUIZ);
            assertThat(anna.log.get(0))
                    .isEqualTo(new QuizAbandoned(ANNA, anna.now, QUIZ, QuizAbandoned.Reason.STARTED_OVER));
            assertThat(anna.news()).containsExactly("QuizAbandoned", "QuizStarted");
            assertThat(anna.diary.quiz(QUIZ)).hasValueSatisfying(quiz -> {
                assertThat(quiz.status()).isEqualTo(QuizStatus.ABANDONED);
                assertThat(quiz.answers().to(Question.SLEEP_QUALITY)).contains(new Rating(3));
                assertThat(quiz.entry()).isNull();
            });
        }

        @Test // #2
        void startingOverTwiceWithTheSameQuizIsOneStart() {
            anna.start(QUIZ);
            anna.startOver(OTHER_QUIZ);
            anna.news();
            assertThat(reply(anna.startOver(OTHER_QUIZ)).status()).isEqualTo(QuizStatus.IN_PROGRESS);
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2 regression 4
        void aQuizUntouchedForADayIsAbandonedByTheNextStart() {
            anna.start(QUIZ);
            anna.later(Duration.ofHours(23)).answer(QUIZ, Question.SLEEP_QUALITY, new Rating(3));
            anna.later(Duration.ofHours(24).minusMillis(1));
            assertThat(reply(anna.start(OTHER_QUIZ)).quizId()).isEqualTo(QUIZ);
            anna.news();
            anna.later(Duration.ofMillis(1));
            assertThat(reply(anna.start(OTHER_QUIZ)).quizId()).isEqualTo(OTHER_QUIZ);
            assertThat(anna.log.get(0))
                    .isEqualTo(new QuizAbandoned(ANNA, anna.now, QUIZ, QuizAbandoned.Reason.LEFT_UNTOUCHED));
            assertThat(anna.news()).containsExactly("QuizAbandoned", "QuizStarted");
        }

        @Test // #2 regression 4
        void aQuizUntouchedForADayDoesNotBlockTheFirstAnswerToAnotherEither() {
            anna.start(QUIZ);
            anna.later(Duration.ofHours(25));
            anna.news();
            reply(anna.answer(OTHER_QUIZ, Question.SLEEP_QUALITY, new Rating(3)));
            assertThat(anna.news()).containsExactly("QuizAbandoned", "QuizStarted", "QuestionAnswered");
        }

        @Test // #2
        void aQuizUntouchedForADayStillTakesItsAnswersUntilAnotherIsStarted() {
            anna.start(QUIZ);
            anna.later(Duration.ofDays(3));
            reply(anna.answer(QUIZ, Question.SLEEP_QUALITY, new Rating(3)));
        }

        @Test // #2
        void startingAQuizThatIsOverTellsHowItStandsAndStartsNothing() {
            anna.answerAll(QUIZ, NIGHT);
            anna.start(OTHER_QUIZ);
            anna.news();
            assertThat(reply(anna.start(QUIZ)).status()).isEqualTo(QuizStatus.COMPLETED);
            assertThat(reply(anna.startOver(QUIZ)).status()).isEqualTo(QuizStatus.COMPLETED);
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2
        void anAnswerToAnUnknownQuizStartsItWhenNoneIsOpenAndIsRefusedWhenOneIs() {
            assertThat(reply(anna.answer(QUIZ, Question.SLEEP_QUALITY, new Rating(3)))
                            .quizId())
                    .isEqualTo(QUIZ);
            anna.news();
            assertThat(refusal(anna.answer(OTHER_QUIZ, Question.SLEEP_QUALITY, new Rating(3))))
                    .isEqualTo(new QuizClosed(null));
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2
        void aTapDeliveredHoursLateStartsTheQuizWhenItWasMade() {
            Instant tapped = anna.now.minus(Duration.ofHours(9));
            assertThat(reply(anna.start(QUIZ, tapped, false)).startedAt()).isEqualTo(tapped);
            assertThat(anna.log).contains(new QuizStarted(ANNA, anna.now, QUIZ, tapped, Keeper.STOCKHOLM));
            Keeper other = new Keeper();
            other.answer(QUIZ, Question.BEDTIME, time("22:00"), tapped);
            assertThat(other.log).contains(new QuizStarted(ANNA, other.now, QUIZ, tapped, Keeper.STOCKHOLM));
        }

        @Test // #2
        void aStartInTheFutureOrBeforeTheYear2000IsRefused() {
            Instant skewed = anna.now.plus(Duration.ofMinutes(15));
            assertThat(refusal(anna.start(QUIZ, skewed.plusMillis(1), false))).isEqualTo(new OutsideDiary("startedAt"));
            assertThat(refusal(anna.answer(QUIZ, Question.SLEEP_QUALITY, new Rating(1), skewed.plusMillis(1))))
                    .isEqualTo(new OutsideDiary("startedAt"));
            assertThat(refusal(anna.start(QUIZ, Instant.MIN, false))).isEqualTo(new OutsideDiary("startedAt"));
            assertThat(refusal(anna.start(QUIZ, Instant.MAX, false))).isEqualTo(new OutsideDiary("startedAt"));
            assertThat(anna.happened()).isEmpty();
            reply(anna.start(QUIZ, skewed, false));
        }
    }

    @Nested
    class Answering {

        @Test // #2 regression 5
        void theSameAnswerTwiceIsOneEvent() {
            NIGHT.forEach((question, value) -> {
                Keeper keeper = new Keeper();
                QuizState once = reply(keeper.answer(QUIZ, question, value));
                keeper.news();
                QuizState twice = reply(keeper.answer(QUIZ, question, value));
                assertThat(keeper.news()).isEmpty();
                assertThat(twice).isEqualTo(once);
            });
        }

        @Test // #2 regression 5
        void aDoubleTapOnTheWakeTimeLeavesTheWakingsUnanswered() {
            anna.answer(QUIZ, Question.WAKE_TIME, time("07:00"));
            QuizState quiz = reply(anna.answer(QUIZ, Question.WAKE_TIME, time("07:00")));
            assertThat(quiz.answers().to(Question.NIGHT_WAKINGS)).isEmpty();
            assertThat(quiz.missing()).contains(Question.NIGHT_WAKINGS);
        }

        @Test // #2
        void anotherAnswerWhileTheQuizIsOpenReplacesTheEarlierOne() {
            anna.answer(QUIZ, Question.SLEEP_QUALITY, new Rating(3));
            anna.news();
            QuizState quiz = reply(anna.answer(QUIZ, Question.SLEEP_QUALITY, new Rating(4)));
            assertThat(quiz.answers().to(Question.SLEEP_QUALITY)).contains(new Rating(4));
            assertThat(anna.news()).containsExactly("QuestionAnswered");
        }

        @Test // #2 regressions 5 and 6
        void aDoubleTapOnACompletedQuizIsAcceptedAndChangesNothing() {
            anna.answerAll(QUIZ, NIGHT);
            anna.news();
            NIGHT.forEach((question, value) -> {
                QuizState quiz = reply(anna.answer(QUIZ, question, value));
                assertThat(quiz.status()).isEqualTo(QuizStatus.COMPLETED);
                assertThat(quiz.entry()).isNotNull();
            });
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2
        void anyOtherAnswerToACompletedQuizIsRefusedAndChangesNothing() {
            anna.answerAll(QUIZ, NIGHT);
            Diary before = anna.diary;
            anna.news();
            Refusal refusal = refusal(anna.answer(QUIZ, Question.ALERTNESS, new Rating(1)));
            assertThat(refusal).isEqualTo(new QuizClosed(before.quiz(QUIZ).orElseThrow()));
            assertThat(anna.news()).isEmpty();
            assertThat(anna.diary).isSameAs(before);
        }

        @Test // #2
        void anAnswerToACancelledOrAbandonedQuizIsRefusedEvenIfItIsTheSame() {
            anna.answer(QUIZ, Question.ALERTNESS, new Rating(1));
            anna.cancel(QUIZ);
            anna.answer(OTHER_QUIZ, Question.ALERTNESS, new Rating(1));
            anna.startOver(UUID.randomUUID());
            anna.news();
            assertThat(refusal(anna.answer(QUIZ, Question.ALERTNESS, new Rating(1))))
                    .isInstanceOf(QuizClosed.class);
            assertThat(refusal(anna.answer(OTHER_QUIZ, Question.ALERTNESS, new Rating(1))))
                    .isInstanceOf(QuizClosed.class);
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2
        void notWakingOrNoPhoneRemovesAnEarlierAnswerToTheFollowUp() {
            anna.answer(QUIZ, Question.NIGHT_WAKINGS, new Wakings(NightWakings.THREE_OR_MORE));
            anna.answer(QUIZ, Question.TIME_AWAKE, bin(DurationBin.OVER_60));
            anna.answer(QUIZ, Question.PHONE_USAGE, new YesNo(true));
            anna.answer(QUIZ, Question.PHONE_DURATION, bin(DurationBin.OVER_60));
            anna.answer(QUIZ, Question.NIGHT_WAKINGS, new Wakings(NightWakings.NONE));
            QuizState quiz = reply(anna.answer(QUIZ, Question.PHONE_USAGE, new YesNo(false)));
            assertThat(quiz.answers().byQuestion()).doesNotContainKeys(Question.TIME_AWAKE, Question.PHONE_DURATION);
            assertThat(quiz.missing()).doesNotContain(Question.TIME_AWAKE, Question.PHONE_DURATION);
            QuizState askedAgain =
                    reply(anna.answer(QUIZ, Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO)));
            assertThat(askedAgain.missing()).contains(Question.TIME_AWAKE);
        }

        @Test // #2
        void anAnswerToAFollowUpThatIsNotAskedIsAcceptedAndChangesNothing() {
            anna.answer(QUIZ, Question.NIGHT_WAKINGS, new Wakings(NightWakings.NONE));
            anna.news();
            QuizState quiz = reply(anna.answer(QUIZ, Question.TIME_AWAKE, bin(DurationBin.OVER_60)));
            assertThat(quiz.answers().to(Question.TIME_AWAKE)).isEmpty();
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2
        void anAnswerToAFollowUpThatOvertakesItsParentIsKeptForIt() {
            anna.answer(QUIZ, Question.TIME_AWAKE, bin(DurationBin.UNDER_15));
            anna.answer(QUIZ, Question.PHONE_DURATION, bin(DurationBin.UNDER_15));
            anna.news();
            anna.answer(QUIZ, Question.TIME_AWAKE, bin(DurationBin.UNDER_15));
            assertThat(anna.news()).isEmpty();
            anna.answer(QUIZ, Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO));
            QuizState quiz = reply(anna.answer(QUIZ, Question.PHONE_USAGE, new YesNo(false)));
            assertThat(quiz.answers().to(Question.TIME_AWAKE)).contains(bin(DurationBin.UNDER_15));
            assertThat(quiz.answers().to(Question.PHONE_DURATION)).isEmpty();
        }

        @Test // #2 regression 3
        void everythingIsInTheEvents() {
            anna.answerAll(QUIZ, NIGHT);
            anna.answer(OTHER_QUIZ, Question.TIME_AWAKE, bin(DurationBin.UNDER_15));
            Diary reloaded = Diary.unopened();
            for (UserSleepEvent event : anna.log) {
                reloaded = reloaded.after(event);
            }
            assertThat(reloaded.quiz(QUIZ)).isEqualTo(anna.diary.quiz(QUIZ)).isPresent();
            assertThat(reloaded.quiz(OTHER_QUIZ))
                    .isEqualTo(anna.diary.quiz(OTHER_QUIZ))
                    .isPresent();
        }
    }

    @Nested
    class Completion {

        @Test // #2 regression 11
        void theLastMissingAnswerCompletesTheQuizInTheSameAppend() {
            QuizState quiz = reply(anna.answerAll(QUIZ, NIGHT));
            assertThat(quiz.status()).isEqualTo(QuizStatus.COMPLETED);
            assertThat(quiz.missing()).isEmpty();
            assertThat(anna.happened().subList(11, anna.log.size()))
                    .containsExactly("QuestionAnswered", "QuizCompleted");
            SleepEntry entry = Objects.requireNonNull(quiz.entry());
            assertThat(entry.answers()).isEqualTo(new Answers(NIGHT));
            assertThat(entry.nightDate()).isEqualTo(TUESDAY);
            assertThat(entry.bedAt()).isEqualTo("2026-11-23T21:15:00Z");
            assertThat(entry.wakeAt()).isEqualTo("2026-11-24T06:00:00Z");
            assertThat(entry.timeZone()).isEqualTo(Keeper.STOCKHOLM);
        }

        @Test // #2
        void theShortestQuizHasEightAnswers() {
            Map<Question, AnswerValue> answers = new LinkedHashMap<>(NIGHT);
            answers.put(Question.NIGHT_WAKINGS, new Wakings(NightWakings.NONE));
            answers.put(Question.PHONE_USAGE, new YesNo(false));
            answers.put(Question.DISRUPTIONS, new Disruptions(Set.of()));
            answers.keySet().removeAll(List.of(Question.TIME_AWAKE, Question.PHONE_DURATION));
            assertThat(answers).hasSize(Question.COUNT);
            assertThat(reply(anna.answerAll(QUIZ, answers)).status()).isEqualTo(QuizStatus.COMPLETED);
        }

        @Test // #2
        void takingBackAParentCanCompleteTheQuiz() {
            Map<Question, AnswerValue> answers = new LinkedHashMap<>(NIGHT);
            answers.remove(Question.TIME_AWAKE);
            assertThat(reply(anna.answerAll(QUIZ, answers)).missing()).containsExactly(Question.TIME_AWAKE);
            QuizState quiz = reply(anna.answer(QUIZ, Question.NIGHT_WAKINGS, new Wakings(NightWakings.NONE)));
            assertThat(quiz.status()).isEqualTo(QuizStatus.COMPLETED);
        }

        @Test // #2
        void clockTimesAreSuggestedFromTheLatestNightElseTenAndSeven() {
            QuizState first = reply(anna.start(QUIZ));
            assertThat(first.suggested().bedtime()).isEqualTo("22:00");
            assertThat(first.suggested().wakeTime()).isEqualTo("07:00");
            anna.answerAll(QUIZ, NIGHT);
            anna.record(TUESDAY.minusDays(3), nightWith(Question.BEDTIME, time("20:00")));
            assertThat(reply(anna.start(OTHER_QUIZ)).suggested().bedtime()).isEqualTo("22:15");
            anna.delete(TUESDAY);
            assertThat(reply(anna.start(OTHER_QUIZ)).suggested().bedtime()).isEqualTo("20:00");
        }
    }

    @Nested
    class PlausibleNights {

        @Test // #2 regression 8
        void bedEqualToWakeIsRefusedWithTheQuestionsAndTheQuizKeepsItsAnswers() {
            Map<Question, AnswerValue> answers = new LinkedHashMap<>(NIGHT);
            answers.put(Question.BEDTIME, time("07:00"));
            Decision<QuizState> last = anna.answerAll(QUIZ, answers);
            ImplausibleNight refusal = (ImplausibleNight) refusal(last);
            assertThat(refusal.questions()).containsExactly(Question.BEDTIME, Question.WAKE_TIME);
            QuizState quiz = Objects.requireNonNull(refusal.quiz());
            assertThat(quiz.status()).isEqualTo(QuizStatus.IN_PROGRESS);
            assertThat(quiz.missing()).containsExactly(Question.ALERTNESS);
            assertThat(anna.happened()).doesNotContain("QuizCompleted").hasSize(11);
            reply(anna.answer(QUIZ, Question.BEDTIME, time("22:15")));
            assertThat(reply(anna.answer(QUIZ, Question.ALERTNESS, new Rating(6)))
                            .status())
                    .isEqualTo(QuizStatus.COMPLETED);
        }

        @Test // #2 regression 7
        void lyingAwakeForAsLongAsTheNightWasIsRefused() {
            assertThat(doubts("06:00", "07:00", DurationBin.OVER_60, null))
                    .containsExactly(Question.BEDTIME, Question.SLEEP_LATENCY, Question.WAKE_TIME);
            assertThat(doubts("05:00", "07:00", DurationBin.OVER_60, DurationBin.OVER_60))
                    .containsExactly(Question.BEDTIME, Question.SLEEP_LATENCY, Question.WAKE_TIME, Question.TIME_AWAKE);
        }

        @Test // #2 regression 7
        void theLowerBoundsCount() {
            assertThat(doubts("05:45", "07:00", DurationBin.OVER_60, null)).isEmpty();
            assertThat(doubts("06:45", "07:00", DurationBin.UNDER_15, null)).isEmpty();
            assertThat(doubts("06:45", "07:00", DurationBin.FROM_15_TO_30, null))
                    .isNotEmpty();
        }

        private List<Question> doubts(String bed, String wake, DurationBin latency, @Nullable DurationBin awake) {
            Map<Question, AnswerValue> changes = new LinkedHashMap<>();
            changes.put(Question.BEDTIME, time(bed));
            changes.put(Question.WAKE_TIME, time(wake));
            changes.put(Question.SLEEP_LATENCY, bin(latency));
            changes.put(
                    Question.NIGHT_WAKINGS, new Wakings(awake == null ? NightWakings.NONE : NightWakings.ONE_OR_TWO));
            if (awake != null) {
                changes.put(Question.TIME_AWAKE, bin(awake));
            }
            Decision<SleepEntry> decision = new Keeper().record(TUESDAY, nightWith(changes));
            return decision instanceof Decision.Refused<SleepEntry> refused
                    ? ((ImplausibleNight) refused.refusal()).questions()
                    : List.of();
        }
    }

    @Nested
    class OneEntryPerNight {

        @Test // #2 regression 12
        void aSecondQuizForTheSameNightCorrectsTheEntry() {
            SleepEntry first = entryOf(anna.answerAll(QUIZ, NIGHT));
            anna.news();
            Map<Question, AnswerValue> again = new LinkedHashMap<>(NIGHT);
            again.put(Question.SLEEP_QUALITY, new Rating(1));
            SleepEntry second = entryOf(anna.answerAll(OTHER_QUIZ, again));
            assertThat(second.entryId()).isEqualTo(first.entryId());
            assertThat(second.answers().sleepQuality()).isEqualTo(1);
            List<UserSleepEvent> last = anna.log.subList(anna.log.size() - 2, anna.log.size());
            assertThat(last)
                    .containsExactly(
                            new QuizCompleted(ANNA, anna.now, OTHER_QUIZ, second),
                            new SleepEntryCorrected(ANNA, anna.now, OTHER_QUIZ, second));
        }

        @Test // #2
        void aDeletedNightIsGoneAndDeletingItAgainIsNothingNew() {
            SleepEntry entry = entryOf(anna.answerAll(QUIZ, NIGHT));
            anna.log.clear();
            anna.delete(TUESDAY);
            assertThat(anna.log).containsExactly(new SleepEntryDeleted(ANNA, anna.now, entry.entryId(), TUESDAY));
            anna.news();
            anna.delete(TUESDAY);
            anna.delete(LocalDate.MAX);
            assertThat(anna.news()).isEmpty();
            assertThat(anna.diary.quiz(QUIZ).orElseThrow().entry()).isNull();
            SleepEntry afresh = entryOf(anna.answerAll(OTHER_QUIZ, NIGHT));
            assertThat(afresh.entryId()).isNotEqualTo(entry.entryId());
            assertThat(anna.happened()).doesNotContain("SleepEntryCorrected");
        }

        private static SleepEntry entryOf(Decision<QuizState> decision) {
            return Objects.requireNonNull(reply(decision).entry());
        }
    }

    @Nested
    class WholeNights {

        @Test // #2
        void aNightIsRecordedAtOnceAndAnOpenQuizIsLeftAlone() {
            anna.start(QUIZ);
            anna.news();
            SleepEntry entry = reply(anna.record(TUESDAY.minusDays(9), new Answers(NIGHT)));
            assertThat(entry.nightDate()).isEqualTo(TUESDAY.minusDays(9));
            assertThat(anna.news()).containsExactly("QuizCompleted");
            assertThat(anna.diary.quiz(QUIZ).orElseThrow().status()).isEqualTo(QuizStatus.IN_PROGRESS);
        }

        @Test // #2
        void withoutADateItIsTheLatestNightThatIsOver() {
            assertThat(reply(anna.record(null, new Answers(NIGHT))).nightDate()).isEqualTo(TUESDAY);
            Answers wokeAtNoon = nightWith(Question.WAKE_TIME, time("12:00"));
            assertThat(reply(anna.record(null, wokeAtNoon)).nightDate()).isEqualTo(TUESDAY.minusDays(1));
        }

        @Test // #2 regression 12
        void theSameAgainIsNothingNewAndOtherAnswersCorrect() {
            SleepEntry first = reply(anna.record(TUESDAY, new Answers(NIGHT)));
            anna.news();
            assertThat(reply(anna.record(TUESDAY, new Answers(NIGHT)))).isEqualTo(first);
            assertThat(anna.news()).isEmpty();
            SleepEntry corrected = reply(anna.record(TUESDAY, nightWith(Question.BEDTIME, time("23:00"))));
            assertThat(corrected.entryId()).isEqualTo(first.entryId());
            assertThat(anna.news()).containsExactly("QuizCompleted", "SleepEntryCorrected");
        }

        @Test // #4
        void aNightThatIsThereIsLeftAloneByWhoeverOnlyWantsToAddIt() {
            SleepEntry first = reply(anna.recordIfAbsent(TUESDAY, new Answers(NIGHT)));
            anna.news();
            Answers others = nightWith(Question.BEDTIME, time("23:00"));
            assertThat(reply(anna.recordIfAbsent(TUESDAY, others))).isEqualTo(first);
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2
        void aNightThatIsNotOverIsImplausible() {
            assertThat(refusal(anna.record(TUESDAY.plusDays(1), new Answers(NIGHT))))
                    .isEqualTo(new ImplausibleNight(List.of(Question.WAKE_TIME), null));
            assertThat(refusal(anna.record(TUESDAY, nightWith(Question.WAKE_TIME, time("07:46")))))
                    .isEqualTo(new ImplausibleNight(List.of(Question.WAKE_TIME), null));
            assertThat(refusal(anna.record(LocalDate.MAX, new Answers(NIGHT))))
                    .isEqualTo(new ImplausibleNight(List.of(Question.WAKE_TIME), null));
            reply(anna.record(TUESDAY, nightWith(Question.WAKE_TIME, time("07:45"))));
        }

        @Test // #2
        void aNightBeforeTheYear2000OrWithAnAnswerMissingIsRefused() {
            assertThat(refusal(anna.record(LocalDate.MIN, new Answers(NIGHT))))
                    .isEqualTo(new OutsideDiary("nightDate"));
            Map<Question, AnswerValue> lacking = new LinkedHashMap<>(NIGHT);
            lacking.keySet().removeAll(List.of(Question.BEDTIME, Question.PHONE_DURATION));
            assertThat(refusal(anna.record(TUESDAY, new Answers(lacking))))
                    .isEqualTo(new IncompleteNight(List.of(Question.BEDTIME, Question.PHONE_DURATION)));
            assertThat(anna.happened()).isEmpty();
        }
    }

    @Nested
    class Closing {

        @Test // #2
        void cancellingClosesTheQuizWithoutAnEntryAndTwiceIsOnce() {
            anna.answer(QUIZ, Question.BEDTIME, time("22:00"));
            anna.news();
            QuizState quiz = reply(anna.cancel(QUIZ));
            assertThat(quiz.status()).isEqualTo(QuizStatus.CANCELLED);
            assertThat(quiz.answers().bedtime()).isEqualTo("22:00");
            assertThat(anna.news()).containsExactly("QuizCancelled");
            assertThat(reply(anna.cancel(QUIZ))).isEqualTo(quiz);
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2
        void whatIsCompletedAbandonedOrUnknownCannotBeCancelled() {
            anna.answerAll(QUIZ, NIGHT);
            anna.start(OTHER_QUIZ);
            anna.startOver(UUID.randomUUID());
            anna.news();
            Stream.of(QUIZ, OTHER_QUIZ, UUID.randomUUID())
                    .forEach(quiz -> assertThat(refusal(anna.cancel(quiz))).isInstanceOf(QuizClosed.class));
            assertThat(anna.news()).isEmpty();
        }
    }

    @Nested
    class SettingChanges {

        @Test // #2
        void aChangeTellsAllSettingsAndTheSameAgainIsNothingNew() {
            anna.register();
            anna.news();
            Settings changed = reply(
                    anna.change(new ChangeSettingsCommand(ANNA, false, LocalTime.of(6, 30), null, Language.ES, 510)));
            assertThat(changed).isEqualTo(new Settings(false, LocalTime.of(6, 30), Keeper.STOCKHOLM, Language.ES, 510));
            assertThat(anna.news()).containsExactly("SettingsChanged");
            anna.change(new ChangeSettingsCommand(ANNA, false, LocalTime.of(6, 30), null, null, null));
            assertThat(anna.news()).isEmpty();
        }

        @Test // #2 regression 22
        void aChosenLanguageIsUsedByTheOpenQuizAtOnce() {
            anna.start(QUIZ);
            anna.change(language(Language.SV));
            assertThat(anna.diary.quiz(QUIZ).orElseThrow().language()).isEqualTo(Language.SV);
        }

        @Test // #2
        void aNewZoneCountsForTheNextQuizNotForTheOneThatIsOpen() {
            anna.start(QUIZ);
            anna.change(new ChangeSettingsCommand(ANNA, null, null, ZoneId.of("America/New_York"), null, null));
            assertThat(reply(anna.answerAll(QUIZ, NIGHT)).timeZone()).isEqualTo(Keeper.STOCKHOLM);
            assertThat(reply(anna.start(OTHER_QUIZ)).timeZone()).isEqualTo(ZoneId.of("America/New_York"));
        }
    }

    @ParameterizedTest // #2
    @EnumSource(Question.class)
    void anAnswerIsNeverTakenForAnotherQuestion(Question question) {
        AnswerValue value = Objects.requireNonNull(NIGHT.get(question));
        anna.answer(QUIZ, Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO));
        anna.answer(QUIZ, Question.PHONE_USAGE, new YesNo(true));
        Answers before = anna.diary.quiz(QUIZ).orElseThrow().answers();
        Answers after = reply(anna.answer(QUIZ, question, value)).answers();
        assertThat(after).isEqualTo(before.with(question, value));
    }

    @Test // #2
    void whoWasNeverHeardOfCannotBeErased() {
        EraseUserCommand erase = new EraseUserCommand(ANNA);
        assertThat(anna.diary.erase(erase, new Occasion(anna.now, QuizRules.DEFAULT, UUID::randomUUID)))
                .isEqualTo(new Refused<>(new UnknownUser()));
        anna.register();
        assertThat(anna.diary.erase(erase, new Occasion(anna.now, QuizRules.DEFAULT, UUID::randomUUID)))
                .isEqualTo(new Accepted<>(List.of(new UserErased(ANNA, anna.now)), anna.now));
    }

    @Test // #2
    void whoIsErasedIsUnknown() {
        anna.answerAll(QUIZ, NIGHT);
        Diary erased = anna.diary.after(new UserErased(ANNA, anna.now));
        assertThat(erased.quiz(QUIZ)).isEmpty();
        assertThat(erased).isSameAs(Diary.unopened());
    }

    @Test // #2
    void theUserIsRegisteredWithTheirTelegramId() {
        anna.register();
        assertThat(anna.log.get(0)).isInstanceOf(UserRegistered.class);
        assertThat(anna.log.get(0).telegramId()).isEqualTo(ANNA);
    }

    private static ChangeSettingsCommand language(Language language) {
        return new ChangeSettingsCommand(ANNA, null, null, null, language, null);
    }
}
