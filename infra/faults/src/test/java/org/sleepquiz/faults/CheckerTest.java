package org.sleepquiz.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.faults.Finding.Kind;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuestionAnswered;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizStarted;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;

/** A world in which all is well, and one planted fault in each test. */
class CheckerTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");
    private static final Instant MORNING = Instant.parse("2026-11-25T07:00:00.123456Z");
    private static final Settings USUAL = Settings.ofNewUser(ZONE, Language.EN);

    private final Ledger ledger = new Ledger();
    private final List<Logged> log = new ArrayList<>();
    private final Map<String, Long> lengths = new HashMap<>();
    private final Choices choices = new Choices(new Random(5));

    @BeforeEach
    void twoPeopleWhoHaveAnsweredTwoQuizzesOfTheSameNightAndChangedTheirSettings() {
        for (String user : List.of("101", "102")) {
            happens(new UserRegistered(user, MORNING, USUAL));
            UUID entryId = UUID.randomUUID();
            quiz(user, entryId, false);
            quiz(user, entryId, true);
            Settings changed = new Settings(true, LocalTime.of(8, 15), ZONE, Language.EN, 450);
            happens(new SettingsChanged(user, MORNING, changed));
            promised(new Promise.Settings(user, 450, LocalTime.of(8, 15)));
        }
    }

    private void quiz(String user, UUID entryId, boolean again) {
        UUID quizId = UUID.randomUUID();
        happens(new QuizStarted(user, MORNING, quizId, MORNING, ZONE));
        Answers answers = choices.all();
        answers.byQuestion().forEach((question, value) -> {
            happens(new QuestionAnswered(user, MORNING, quizId, question, value));
            promised(new Promise.Answer(user, quizId, question, value));
        });
        Night night = Night.of(answers, MORNING, ZONE).orElseThrow();
        SleepEntry entry = new SleepEntry(entryId, night.nightDate(), ZONE, night.bedAt(), night.wakeAt(), answers);
        happens(new QuizCompleted(user, MORNING, quizId, entry));
        if (again) {
            happens(new SleepEntryCorrected(user, MORNING.plus(Duration.ofHours(1)), quizId, entry));
        }
    }

    private void happens(UserSleepEvent event) {
        long sequence = lengths.merge(event.telegramId(), 1L, Long::sum) - 1;
        log.add(new Logged(
                log.size() + 1, event.telegramId(), sequence, UUID.randomUUID().toString(), event));
    }

    private void promised(Promise promise) {
        ledger.attempt(promise);
        ledger.acknowledge(promise);
    }

    private List<Published> topic() {
        List<Published> topic = new ArrayList<>();
        for (Logged each : log) {
            topic.add(new Published(
                    each.user().hashCode() % 3,
                    topic.size(),
                    each.user(),
                    each.id(),
                    EventType.of(each.event().getClass()).published(),
                    each.sequence(),
                    Json.MAPPER.writeValueAsString(each.event())));
        }
        return topic;
    }

    private List<Finding> findings() {
        return Checker.check(ledger, log, Fold.of(log), topic()).findings();
    }

    private static void assertSees(List<Finding> findings, Kind kind, String what) {
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.what()).contains(what);
        });
    }

    private int indexOf(Class<? extends UserSleepEvent> type) {
        for (int index = 0; index < log.size(); index++) {
            if (type.isInstance(log.get(index).event())) {
                return index;
            }
        }
        throw new AssertionError("there is no " + type);
    }

    @Test // #5
    void whereAllIsWellNothingIsFound() {
        assertThat(findings()).isEmpty();
    }

    @Test // #5
    void anAcknowledgedAnswerThatIsNotInTheLogIsFound() {
        UUID quizId = UUID.randomUUID();
        promised(new Promise.Answer("101", quizId, Question.ALERTNESS, new Rating(3)));
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.LOST);
            assertThat(finding.what()).contains("user 101 quiz " + quizId + " ALERTNESS");
        });
    }

    @Test // #5
    void anAcknowledgedAnswerThatIsInTheLogWithAnotherValueIsFound() {
        QuestionAnswered answered =
                (QuestionAnswered) log.get(indexOf(QuestionAnswered.class)).event();
        promised(new Promise.Answer(
                "101", answered.quizId(), Question.SLEEP_QUALITY, new Rating(11 - qualityOf(answered))));
        assertSees(findings(), Kind.LOST, "SLEEP_QUALITY");
    }

    private int qualityOf(QuestionAnswered quiz) {
        return log.stream()
                .map(Logged::event)
                .filter(QuestionAnswered.class::isInstance)
                .map(QuestionAnswered.class::cast)
                .filter(answered ->
                        answered.quizId().equals(quiz.quizId()) && answered.question() == Question.SLEEP_QUALITY)
                .map(answered -> ((Rating) answered.value()).points())
                .findFirst()
                .orElseThrow();
    }

    @Test // #5
    void anAcknowledgedPositionWhereThereIsNoEventOfThatUserIsFound() {
        promised(new Promise.Position("101", 1));
        assertThat(findings()).isEmpty();
        promised(new Promise.Position("102", 1));
        assertSees(findings(), Kind.LOST, "user 102 has no event at 1");
    }

    @Test // #5
    void anEventThatIsMissingBetweenOthersIsFound() {
        log.remove(indexOf(QuestionAnswered.class) + 2);
        assertSees(findings(), Kind.LOST, "but later ones");
    }

    @Test // #5
    void anAnswerThatIsRecordedTwiceIsFound() {
        Logged first = log.get(indexOf(QuestionAnswered.class));
        log.add(new Logged(
                log.size() + 1, "101", lengths.get("101"), UUID.randomUUID().toString(), first.event()));
        assertSees(findings(), Kind.DOUBLED, "BEDTIME");
    }

    @Test // #5
    void anEventThatIsInTheLogTwiceIsFound() {
        Logged first = log.get(0);
        log.add(new Logged(log.size() + 1, "101", lengths.get("101"), first.id(), first.event()));
        assertSees(findings(), Kind.DOUBLED, "in the log twice");
        assertSees(findings(), Kind.DOUBLED, "registration");
    }

    @Test // #5
    void aSecondEntryOfTheSameNightIsFound() {
        int last = log.size() - 1;
        while (!(log.get(last).event() instanceof SleepEntryCorrected corrected)) {
            last--;
        }
        SleepEntry entry = corrected.entry();
        SleepEntry other = new SleepEntry(
                UUID.randomUUID(), entry.nightDate(), ZONE, entry.bedAt(), entry.wakeAt(), entry.answers());
        happens(new QuizCompleted("102", MORNING, UUID.randomUUID(), other));
        assertSees(findings(), Kind.DOUBLED, "has two entries");
    }

    @Test // #5
    void aLastAnswerWithoutTheCompletionOfTheSameAppendIsFound() {
        int completion = indexOf(QuizCompleted.class);
        log.subList(completion, log.size()).clear();
        assertSees(findings(), Kind.TORN, "does not complete the quiz");
    }

    @Test // #5
    void aCompletionWithoutTheCorrectionOfTheSameAppendIsFound() {
        int correction = indexOf(SleepEntryCorrected.class);
        log.subList(correction, log.size()).clear();
        assertSees(findings(), Kind.TORN, "was completed again but not corrected");
    }

    @Test // #5
    void anAnswerThatNobodyHasGivenIsFound() {
        happens(new QuizStarted("101", MORNING, new UUID(0, 1), MORNING, ZONE));
        AnswerValue value = new Rating(5);
        happens(new QuestionAnswered("101", MORNING, new UUID(0, 1), Question.ALERTNESS, value));
        assertSees(findings(), Kind.INVENTED, "ALERTNESS");
    }

    @Test // #5
    void aWrongFigureInTheReadModelIsFound() {
        Tables readModel = Fold.of(log);
        readModel.table("sleep_entries").values().iterator().next().put("total_sleep_minutes", "1");
        assertThat(Checker.check(ledger, log, readModel, topic()).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).endsWith("differs in total_sleep_minutes"));
    }

    @Test // #5
    void aRowTooFewAndARowTooManyAreFound() {
        Tables readModel = Fold.of(log);
        readModel.remove("users", "101");
        readModel.put("sleep_entries", "101 " + LocalDate.EPOCH, Map.of());
        List<Finding> findings = Checker.check(ledger, log, readModel, topic()).findings();
        assertSees(findings, Kind.WRONG, "users 101 is missing");
        assertSees(findings, Kind.WRONG, "1970-01-01 should not be there");
    }

    @Test // #5
    void aReorderingWithinAUserIsFoundAndOneBetweenUsersIsNot() {
        List<Published> topic = topic();
        topic.add(0, topic.remove(topic.size() - 1 - 30));
        assertSees(Checker.check(ledger, log, Fold.of(log), topic).findings(), Kind.MISORDERED, "before");

        List<Published> byUser = new ArrayList<>(topic());
        byUser.sort((one, other) -> other.key().compareTo(one.key()));
        assertThat(Checker.check(ledger, log, Fold.of(log), byUser).findings()).isEmpty();
    }

    @Test // #5
    void aRedeliveryIsCountedAndIsNoFault() {
        List<Published> topic = topic();
        topic.addAll(topic().subList(topic.size() - 4, topic.size()));
        Verdict verdict = Checker.check(ledger, log, Fold.of(log), topic);
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.redelivered()).isEqualTo(4);
    }

    @Test // #5
    void aRecordThatIsMissingOrOfNoEventIsFound() {
        List<Published> topic = topic();
        Published last = topic.remove(topic.size() - 1);
        topic.add(new Published(
                last.partition(), 99, last.key(), "no-event", last.type(), last.sequence(), last.value()));
        List<Finding> findings = Checker.check(ledger, log, Fold.of(log), topic).findings();
        assertSees(findings, Kind.LOST, "topic: user 102");
        assertSees(findings, Kind.INVENTED, "an event that the log does not have");
    }
}
