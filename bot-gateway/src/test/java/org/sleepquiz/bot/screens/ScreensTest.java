package org.sleepquiz.bot.screens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.bot.sides.Progress;
import org.sleepquiz.bot.sides.Progress.Earned;
import org.sleepquiz.bot.sides.Progress.Latest;
import org.sleepquiz.bot.sides.QuerySide.LatelySlept;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Button;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.QuizStatus;
import org.sleepquiz.messages.SleepEntry;

class ScreensTest {

    private static final UUID QUIZ = UUID.fromString("12345678-9abc-4def-8123-456789abcdef");
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final Instant ASKED = Instant.parse("2026-11-24T06:20:00Z"); // 07:20 in Stockholm
    private static final Rating SEVEN = new Rating(7);

    private static final Answers ALL_BUT_ALERTNESS = Answers.none()
            .with(Question.BEDTIME, clock(22, 30))
            .with(Question.SLEEP_LATENCY, new Duration(DurationBin.FROM_15_TO_30))
            .with(Question.WAKE_TIME, clock(7, 0))
            .with(Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO))
            .with(Question.TIME_AWAKE, new Duration(DurationBin.UNDER_15))
            .with(Question.SLEEP_QUALITY, new Rating(8))
            .with(Question.PHONE_USAGE, new YesNo(true))
            .with(Question.PHONE_DURATION, new Duration(DurationBin.OVER_60))
            .with(Question.DISRUPTIONS, new Disruptions(Set.of(Disruption.NOISE, Disruption.PAIN)));

    private static ClockTime clock(int hour, int minute) {
        return new ClockTime(LocalTime.of(hour, minute));
    }

    private static QuizState quiz(Answers answers) {
        Answers suggested = Answers.none().with(Question.BEDTIME, clock(22, 0)).with(Question.WAKE_TIME, clock(7, 0));
        return new QuizState(
                QUIZ,
                QuizStatus.IN_PROGRESS,
                ASKED,
                answers,
                answers.missing(),
                suggested,
                STOCKHOLM,
                Language.EN,
                null);
    }

    private static SleepEntry entry(Answers answers) {
        Night night = Night.of(answers, ASKED, STOCKHOLM).orElseThrow();
        return new SleepEntry(UUID.randomUUID(), night.nightDate(), STOCKHOLM, night.bedAt(), night.wakeAt(), answers);
    }

    private static List<String> labels(Screen screen) {
        return buttons(screen).map(Button::label).toList();
    }

    private static Stream<Button> buttons(Screen screen) {
        return screen.keyboard().stream().flatMap(List::stream);
    }

    private static Tap tap(Screen screen, String label) {
        return buttons(screen)
                .filter(button -> button.label().equals(label))
                .findFirst()
                .flatMap(button -> Tap.of(button.data()))
                .orElseThrow();
    }

    private static List<Screen> everyScreen(Language language) {
        Screens screens = Screens.in(language);
        List<Screen> all = new ArrayList<>();
        for (Answers answers : List.of(Answers.none(), ALL_BUT_ALERTNESS)) {
            for (Question question : Question.values()) {
                all.add(screens.question(quiz(answers), question, null));
                all.add(screens.question(quiz(answers), question, SEVEN));
            }
        }
        for (int hour = 0; hour < 24; hour++) {
            all.add(screens.quarters(quiz(Answers.none()), Question.BEDTIME, hour, SEVEN));
        }
        all.add(screens.disruptions(quiz(ALL_BUT_ALERTNESS), Set.of(Disruption.values()), SEVEN));
        all.add(screens.review(quiz(ALL_BUT_ALERTNESS), SEVEN));
        all.add(screens.summary(
                entry(ALL_BUT_ALERTNESS.with(Question.ALERTNESS, SEVEN)),
                Optional.of(new LatelySlept(5, 400)),
                Optional.empty()));
        all.add(screens.openQuiz(quiz(ALL_BUT_ALERTNESS)));
        all.add(screens.cancelQuiz(QUIZ, Question.BEDTIME, null));
        all.add(screens.implausible(
                QUIZ, List.of(Question.BEDTIME, Question.WAKE_TIME), quiz(ALL_BUT_ALERTNESS), SEVEN));
        all.addAll(List.of(
                screens.closed(),
                screens.cancelled(),
                screens.nothingToCancel(),
                screens.welcome(),
                screens.help(Set.of("sleep_quiz", "help")),
                screens.notUnderstood(),
                screens.unknownCommand(),
                screens.timeUnclear(),
                screens.timeNotAsked(LocalTime.NOON),
                screens.kept(),
                screens.notSaved(),
                screens.savedNotShown()));
        return all;
    }

    @ParameterizedTest // #2, regression 10, regression 22
    @EnumSource(Language.class)
    void everyScreenCanBeDisplayedInEveryLanguage(Language language) {
        for (Screen screen : everyScreen(language)) {
            assertThat(screen.html()).hasSizeBetween(1, 4096).doesNotContain("{0}", "{1}", "null");
            assertThat(screen.plainText()).isNotBlank().doesNotContain("<b>", "&lt;");
            assertThat(screen.html().split("<b>", -1))
                    .hasSameSizeAs(screen.html().split("</b>", -1));
            assertThat(screen.keyboard()).allSatisfy(row -> assertThat(row).hasSizeBetween(1, 8));
            buttons(screen)
                    .forEach(button -> assertThat(Tap.of(button.data()))
                            .as("what %s means", button.label())
                            .isPresent());
            assertThat(labels(screen)).doesNotHaveDuplicates();
        }
    }

    @Test // #2
    void aClockTimeIsAskedWithTheLikeliestFirstAndAllHoursInOrder() {
        Screen screen = Screens.in(Language.EN).question(quiz(Answers.none()), Question.BEDTIME, null);
        assertThat(screen.plainText()).startsWith("1 of 8\nWhen did you get into bed?");
        assertThat(labels(screen))
                .startsWith("✓ 22:00", "00", "01")
                .endsWith("22", "23", "Cancel")
                .hasSize(26);
        assertThat(tap(screen, "✓ 22:00")).isEqualTo(new Tap.Answer(QUIZ, Question.BEDTIME, clock(22, 0), null));
        assertThat(tap(screen, "07")).isEqualTo(new Tap.PickHour(QUIZ, Question.BEDTIME, 7, null));
    }

    @Test // #2, regression 16
    void noQuarterLeavesItsHour() {
        for (int hour = 0; hour < 24; hour++) {
            int expected = hour;
            Screen screen = Screens.in(Language.EN).quarters(quiz(Answers.none()), Question.BEDTIME, hour, null);
            assertThat(buttons(screen)
                            .flatMap(button -> Tap.of(button.data()).stream())
                            .filter(Tap.Answer.class::isInstance)
                            .map(answer -> ((ClockTime) ((Tap.Answer) answer).value()).time()))
                    .hasSize(4)
                    .allSatisfy(time -> assertThat(time.getHour()).isEqualTo(expected))
                    .extracting(LocalTime::getMinute)
                    .containsExactly(0, 15, 30, 45);
        }
        Screen eleven = Screens.in(Language.EN).quarters(quiz(Answers.none()), Question.BEDTIME, 23, null);
        assertThat(labels(eleven))
                .startsWith("23:00", "23:15", "23:30", "23:45")
                .contains("‹ Other hour");
    }

    @Test // #2, regression 5
    void everyAnswerButtonSaysItsQuizItsQuestionAndItsValue() {
        for (Question question : Question.values()) {
            Screen screen = Screens.in(Language.SV).question(quiz(ALL_BUT_ALERTNESS), question, null);
            buttons(screen)
                    .flatMap(button -> Tap.of(button.data()).stream())
                    .filter(Tap.Answer.class::isInstance)
                    .map(Tap.Answer.class::cast)
                    .forEach(answer -> {
                        assertThat(answer.quiz()).isEqualTo(QUIZ);
                        assertThat(answer.question()).isEqualTo(question);
                    });
        }
    }

    @Test // #2
    void theLastAnswerIsNotSentBeforeTheReview() {
        Screen alertness = Screens.in(Language.EN).question(quiz(ALL_BUT_ALERTNESS), Question.ALERTNESS, null);
        assertThat(alertness.plainText()).startsWith("8 of 8").contains("wide awake");
        assertThat(tap(alertness, "7")).isEqualTo(new Tap.Review(QUIZ, SEVEN));
        assertThat(tap(Screens.in(Language.EN).review(quiz(ALL_BUT_ALERTNESS), SEVEN), "Submit"))
                .isEqualTo(new Tap.Submit(QUIZ, SEVEN));
    }

    @Test // #2
    void backGoesToTheQuestionAskedBeforeAndSkipsWhatIsNotAsked() {
        Answers undisturbed = Answers.none().with(Question.NIGHT_WAKINGS, new Wakings(NightWakings.NONE));
        Screens screens = Screens.in(Language.EN);
        assertThat(tap(screens.question(quiz(undisturbed), Question.SLEEP_QUALITY, null), "‹ Back"))
                .isEqualTo(new Tap.Ask(QUIZ, Question.NIGHT_WAKINGS, null));
        Answers disturbed = undisturbed.with(Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO));
        assertThat(tap(screens.question(quiz(disturbed), Question.SLEEP_QUALITY, null), "‹ Back"))
                .isEqualTo(new Tap.Ask(QUIZ, Question.TIME_AWAKE, null));
        assertThat(labels(screens.question(quiz(disturbed), Question.BEDTIME, null)))
                .doesNotContain("‹ Back");
    }

    @Test // #2
    void whoEditsFromTheReviewCanGoBackThere() {
        Screen edit = Screens.in(Language.EN).question(quiz(ALL_BUT_ALERTNESS), Question.SLEEP_LATENCY, SEVEN);
        assertThat(tap(edit, "‹ Review")).isEqualTo(new Tap.Review(QUIZ, SEVEN));
        assertThat(tap(edit, "over 1 h"))
                .isEqualTo(new Tap.Answer(QUIZ, Question.SLEEP_LATENCY, new Duration(DurationBin.OVER_60), SEVEN));
    }

    @Test // #2
    void aFollowUpHasTheNumberOfItsParent() {
        assertThat(Screens.in(Language.SV)
                        .question(quiz(ALL_BUT_ALERTNESS), Question.TIME_AWAKE, null)
                        .plainText())
                .startsWith("4 av 8\nHur länge var du vaken sammanlagt?");
    }

    @Test // #2
    void disruptionsAreTickedOneByOneAndNothingExcludesThemAll() {
        Screens screens = Screens.in(Language.EN);
        Screen none = screens.disruptions(quiz(Answers.none()), Set.of(), null);
        assertThat(labels(none)).contains("Noise", "Nothing").doesNotContain("Done");
        assertThat(tap(none, "Noise")).isEqualTo(new Tap.Tick(QUIZ, Set.of(Disruption.NOISE), null));
        Screen one = screens.disruptions(quiz(Answers.none()), Set.of(Disruption.NOISE), null);
        assertThat(tap(one, "✓ Noise")).isEqualTo(new Tap.Tick(QUIZ, Set.of(), null));
        assertThat(tap(one, "Pain")).isEqualTo(new Tap.Tick(QUIZ, Set.of(Disruption.NOISE, Disruption.PAIN), null));
        assertThat(tap(one, "Done"))
                .isEqualTo(new Tap.Answer(QUIZ, Question.DISRUPTIONS, new Disruptions(Set.of(Disruption.NOISE)), null));
        assertThat(tap(one, "Nothing"))
                .isEqualTo(new Tap.Answer(QUIZ, Question.DISRUPTIONS, new Disruptions(Set.of()), null));
    }

    @ParameterizedTest // #2
    @CsvSource(delimiter = '|', textBlock = """
            EN | Your night to Tue 24 Nov, 8 h 30 in bed
            SV | Din natt till tis 24 nov.
            ES | Tu noche hasta el mar 24 nov
            """)
    void theReviewNamesTheNight(Language language, String line) {
        String text =
                Screens.in(language).review(quiz(ALL_BUT_ALERTNESS), SEVEN).plainText();
        assertThat(text.replace(".,", ",")).contains(line.replace("nov.", "nov"));
    }

    @Test // #2
    void theReviewShowsAllAnswersEachWithAButtonToChangeIt() {
        Screen review = Screens.in(Language.EN).review(quiz(ALL_BUT_ALERTNESS), SEVEN);
        assertThat(review.plainText())
                .contains("In bed: 22:30", "Disturbed by: Noise, Pain", "Alertness: 7 of 10", "Screen in bed: Yes");
        assertThat(tap(review, "✎ Awake in the night")).isEqualTo(new Tap.Ask(QUIZ, Question.TIME_AWAKE, SEVEN));
        assertThat(labels(review).stream().filter(label -> label.startsWith("✎")))
                .hasSize(10);
    }

    @ParameterizedTest // #2
    @CsvSource({"1,😞", "4,😞", "5,😐", "7,😐", "8,😊", "10,😊"})
    void theFaceFollowsTheQuality(int quality, String face) {
        Answers answers =
                ALL_BUT_ALERTNESS.with(Question.ALERTNESS, SEVEN).with(Question.SLEEP_QUALITY, new Rating(quality));
        assertThat(Screens.in(Language.ES)
                        .summary(entry(answers), Optional.empty(), Optional.empty())
                        .html())
                .startsWith(face);
    }

    @Test // #2
    void theSummaryTellsSleepAsAnIntervalAndComparesWithTheWeekBefore() {
        SleepEntry entry = entry(ALL_BUT_ALERTNESS.with(Question.ALERTNESS, SEVEN));
        Screens screens = Screens.in(Language.EN);
        // 510 in bed, latency 15-30 (22), awake 0-15 (7)
        assertThat(screens.summary(entry, Optional.of(new LatelySlept(6, 420)), Optional.empty())
                        .plainText())
                .contains("Your night to Tue 24 Nov is saved")
                .contains("Time in bed: 8 h 30")
                .contains("Sleep: about 8 h 01 (between 7 h 45 and 8 h 15)")
                .contains("Sleep efficiency: 94 %")
                .endsWith("You slept 1 h 01 longer than on average in your last 7 nights (7 h).");
        assertThat(screens.summary(entry, Optional.of(new LatelySlept(6, 500)), Optional.empty())
                        .plainText())
                .endsWith("You slept 19 min less than on average in your last 7 nights (8 h 20).");
        assertThat(screens.summary(entry, Optional.of(new LatelySlept(6, 485)), Optional.empty())
                        .plainText())
                .endsWith("You slept about as long as on average in your last 7 nights (8 h 05).");
        assertThat(screens.summary(entry, Optional.empty(), Optional.empty()).plainText())
                .endsWith("94 %");
    }

    @Test // #2, regression 7, regression 8
    void anImplausibleNightNamesTheQuestionsAndLeadsToEach() {
        Screen screen = Screens.in(Language.EN)
                .implausible(QUIZ, List.of(Question.BEDTIME, Question.WAKE_TIME), quiz(ALL_BUT_ALERTNESS), SEVEN);
        assertThat(screen.plainText()).contains("your answers are kept", "In bed: 22:30", "Woke up: 07:00");
        assertThat(tap(screen, "✎ In bed")).isEqualTo(new Tap.Ask(QUIZ, Question.BEDTIME, SEVEN));
        assertThat(tap(screen, "✎ Woke up")).isEqualTo(new Tap.Ask(QUIZ, Question.WAKE_TIME, SEVEN));
    }

    @Test // #2, regression 4
    void anOpenQuizIsOfferedToGoOnOrToStartOver() {
        Screen screen = Screens.in(Language.EN).openQuiz(quiz(ALL_BUT_ALERTNESS));
        assertThat(screen.plainText()).contains("7 of 8");
        assertThat(tap(screen, "Continue")).isEqualTo(new Tap.Continue(QUIZ));
        assertThat(tap(screen, "Start over")).isEqualTo(new Tap.StartOver(QUIZ));
    }

    @Test // #2
    void cancellingIsAskedAboutAndNoLeadsBack() {
        Screens screens = Screens.in(Language.EN);
        Screen fromQuestion = screens.cancelQuiz(QUIZ, Question.WAKE_TIME, null);
        assertThat(tap(fromQuestion, "Yes, cancel")).isEqualTo(new Tap.Cancel(QUIZ));
        assertThat(tap(fromQuestion, "No, go on")).isEqualTo(new Tap.Ask(QUIZ, Question.WAKE_TIME, null));
        assertThat(tap(screens.cancelQuiz(QUIZ, Question.ALERTNESS, SEVEN), "No, go on"))
                .isEqualTo(new Tap.Review(QUIZ, SEVEN));
    }

    @ParameterizedTest // #2
    @EnumSource(Language.class)
    void commandsAreOfferedInEveryLanguageAsTelegramTakesThem(Language language) {
        assertThat(Screens.in(language).commands(Set.of("sleep_quiz", "cancel", "help", "privacy", "start")))
                .hasSize(5)
                .allSatisfy(command -> {
                    assertThat(command.command()).matches("[a-z_]{1,32}");
                    assertThat(command.description()).hasSizeBetween(1, 256);
                });
    }

    @Test // #2
    void aDateIsInThePersonsLanguageWhateverTheMachines() {
        assertThat(Texts.in(Language.EN).night(LocalDate.of(2026, 11, 24))).isEqualTo("Tue 24 Nov");
        assertThat(Texts.in(Language.SV).night(LocalDate.of(2026, 5, 4))).startsWith("mån 4 maj");
        assertThat(Texts.in(Language.ES).night(LocalDate.of(2026, 11, 24))).startsWith("mar 24 nov");
    }

    @Test // #4
    void theSummaryTellsWhatTheNightHasBroughtAndHowFarThePersonHasCome() {
        SleepEntry entry = entry(ALL_BUT_ALERTNESS.with(Question.ALERTNESS, SEVEN));
        Progress progress = new Progress(
                1_260,
                7,
                "SILVER",
                60,
                200,
                7,
                1,
                null,
                List.of(new Earned("STREAK_7", entry.nightDate(), 100)),
                new Latest(entry.nightDate(), 20, List.of(7), List.of("STREAK_7", "OF_THE_FUTURE")));
        assertThat(Screens.in(Language.EN)
                        .summary(entry, Optional.empty(), Optional.of(progress))
                        .plainText())
                .endsWith("""
                        ⭐ 20 XP for this night · level 7 (Silver), 60 of 200 XP
                        🔥 7 nights in a row · 1 freeze day left this month
                        🏅 Milestone: 7 nights in a row
                        🏆 A week without a gap (+100 XP)""");
        assertThat(Screens.in(Language.SV)
                        .summary(entry, Optional.empty(), Optional.of(progress))
                        .plainText())
                .contains("nivå 7 (silver)", "7 nätter i rad · 1 frysdag kvar");
    }

    @Test // #4
    void ofAnEarlierNightThatWasAddedTheNewestNightsRewardsAreNotTold() {
        SleepEntry entry = entry(ALL_BUT_ALERTNESS.with(Question.ALERTNESS, SEVEN));
        Progress progress = new Progress(
                20,
                1,
                "BRONZE",
                20,
                100,
                0,
                2,
                null,
                List.of(),
                new Latest(entry.nightDate().plusDays(1), 20, List.of(7), List.of("FIRST_ENTRY")));
        assertThat(Screens.in(Language.EN)
                        .summary(entry, Optional.empty(), Optional.of(progress))
                        .plainText())
                .endsWith("\n\n⭐ level 1 (Bronze), 20 of 100 XP");
    }
}
