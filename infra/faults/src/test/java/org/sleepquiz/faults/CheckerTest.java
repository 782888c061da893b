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
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
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
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;

/** A world in which all is well, and one planted fault in each test. */
class CheckerTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");
    private static final Instant MORNING = Instant.parse("2026-11-25T07:00:00.123456Z");
    private static final Settings USUAL = Settings.ofNewUser(ZONE, Language.EN);

    private final Ledger ledger = new Ledger();
    private final List<Logged> log = new ArrayList<>();
    private final Map<String, Long> lengths = new HashMap<>();
    private final Map<String, UUID> keys = new HashMap<>();
    private final List<Published> topic = new ArrayList<>();
    private final List<Trace> traces = new ArrayList<>();
    private final Choices choices = new Choices(new Random(5));

    @BeforeEach
    void twoPeopleWhoHaveAnsweredTwoQuizzesOfTheSameNightAndChangedTheirSettings() {
        for (String user : List.of("101", "102")) {
            registers(user);
            UUID entryId = UUID.randomUUID();
            quiz(user, entryId, false);
            quiz(user, entryId, true);
            changesSettings(user, LocalTime.of(8, 15));
        }
    }

    private void registers(String user) {
        keys.put(user, UUID.randomUUID());
        happens(new UserRegistered(user, MORNING, USUAL));
        traces.add(new Trace("person_key", user, keys.get(user), null, null));
        traces.add(new Trace("schedule.person", user, null, null, null));
        traces.add(new Trace("outgoing", user, null, log.get(log.size() - 1).id(), null));
        traces.add(new Trace("inbox", user, null, null, now()));
    }

    private Instant now() {
        return MORNING.plusSeconds(log.size());
    }

    private void changesSettings(String user, LocalTime promptTime) {
        Promise wish = new Promise.Settings(user, 450, promptTime);
        ledger.attempt(wish);
        happens(new SettingsChanged(user, MORNING, new Settings(true, promptTime, ZONE, Language.EN, 450)));
        ledger.acknowledge(wish, OptionalLong.of(log.size()));
    }

    /** As an operator has it done, who asks once and gets a reply. */
    private void isErased(String user) {
        Ledger.Erasure erasure = ledger.erasing(user);
        erasure.requested();
        takesEffect(user);
        ledger.erased(erasure, true);
    }

    private void takesEffect(String user) {
        happens(new UserErased(user, now()));
        String nameless = UUID.randomUUID().toString();
        log.replaceAll(each -> each.stream().equals(user) ? erased(each, nameless) : each);
        lengths.remove(user);
        keys.remove(user);
        traces.removeIf(trace -> trace.user().equals(user));
    }

    private static Logged erased(Logged each, String nameless) {
        UserSleepEvent event = each.event() instanceof UserErased ? each.event() : null;
        return new Logged(each.position(), nameless, each.sequence(), each.id(), each.key(), event);
    }

    private void comesBack(String user) {
        registers(user);
        changesSettings(user, LocalTime.of(9, 45));
    }

    private void replace(int index, UnaryOperator<Logged> change) {
        log.set(index, change.apply(log.get(index)));
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
        add(sequence, UUID.randomUUID().toString(), event);
    }

    private void add(long sequence, String id, UserSleepEvent event) {
        String user = event.telegramId();
        UUID key = event instanceof UserErased ? null : keys.get(user);
        log.add(new Logged(log.size() + 1, user, sequence, id, key, event));
        topic.add(new Published(
                user.hashCode() % 3,
                topic.size(),
                user,
                id,
                EventType.of(event.getClass()).published(),
                sequence,
                Json.MAPPER.writeValueAsString(event)));
    }

    private void promised(Promise promise) {
        ledger.attempt(promise);
        ledger.acknowledge(promise);
    }

    private List<Finding> findings() {
        return findings(Fold.of(log), topic);
    }

    private List<Finding> findings(Tables readModel, List<Published> published) {
        return Checker.check(ledger, log, readModel, published, traces).findings();
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
        add(lengths.get("101"), UUID.randomUUID().toString(), first.event());
        assertSees(findings(), Kind.DOUBLED, "BEDTIME");
    }

    @Test // #5
    void anEventThatIsInTheLogTwiceIsFound() {
        Logged first = log.get(0);
        add(lengths.get("101"), first.id(), first.event());
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
        assertThat(findings(readModel, topic))
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).endsWith("differs in total_sleep_minutes"));
    }

    @Test // #5
    void aRowTooFewAndARowTooManyAreFound() {
        Tables readModel = Fold.of(log);
        readModel.remove("users", "101");
        readModel.put("sleep_entries", "101 " + LocalDate.EPOCH, Map.of());
        List<Finding> findings = findings(readModel, topic);
        assertSees(findings, Kind.WRONG, "users 101 is missing");
        assertSees(findings, Kind.WRONG, "1970-01-01 should not be there");
    }

    @Test // #5
    void aReorderingWithinAUserIsFoundAndOneBetweenUsersIsNot() {
        List<Published> reordered = new ArrayList<>(topic);
        reordered.add(0, reordered.remove(reordered.size() - 1 - 30));
        assertSees(findings(Fold.of(log), reordered), Kind.MISORDERED, "before");

        List<Published> byUser = new ArrayList<>(topic);
        byUser.sort((one, other) -> other.key().compareTo(one.key()));
        assertThat(findings(Fold.of(log), byUser)).isEmpty();
    }

    @Test // #5
    void aRedeliveryIsCountedAndIsNoFault() {
        List<Published> again = new ArrayList<>(topic);
        again.addAll(topic.subList(topic.size() - 4, topic.size()));
        Verdict verdict = Checker.check(ledger, log, Fold.of(log), again, traces);
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.redelivered()).isEqualTo(4);
    }

    @Test // #5
    void aRecordThatIsMissingOrOfNoEventIsFound() {
        Published last = topic.remove(topic.size() - 1);
        topic.add(new Published(
                last.partition(), 99, last.key(), "no-event", last.type(), last.sequence(), last.value()));
        List<Finding> findings = findings();
        assertSees(findings, Kind.LOST, "topic: user 102");
        assertSees(findings, Kind.INVENTED, "an event that the log does not have");
    }

    // ---- who was erased is gone

    @Test // #5
    void whoIsErasedIsMissedByNobodyAlsoIfTheyComeBack() {
        isErased("101");
        assertThat(findings()).isEmpty();
        comesBack("101");
        assertThat(findings()).isEmpty();
        isErased("101");
        assertThat(findings()).isEmpty();
        assertThat(Fold.of(log).table("users")).containsOnlyKeys("102");
    }

    @Test // #5
    void anErasureThatNobodyHasAcknowledgedMayHaveTakenEffectOrNot() {
        ledger.erasing("101").requested();
        assertThat(findings()).isEmpty();
        takesEffect("101");
        assertThat(findings()).isEmpty();
    }

    @Test // #5
    void aRequestToEraseThatTakesEffectAfterTheNextWasAnsweredMayTakeWhatCameBetween() {
        Ledger.Erasure erasure = ledger.erasing("101");
        erasure.requested();
        erasure.requested();
        takesEffect("101");
        ledger.erased(erasure, true);
        comesBack("101");
        takesEffect("101");
        assertThat(findings()).isEmpty();
        comesBack("101");
        log.remove(log.size() - 1);
        assertSees(findings(), Kind.LOST, "user 101 settings");
    }

    @Test // #5
    void anErasureThatNobodyHasAskedForIsFound() {
        isErased("101");
        comesBack("101");
        takesEffect("101");
        List<Finding> findings = findings();
        assertSees(findings, Kind.DOUBLED, "more often than anybody has asked for");
    }

    @Test // #5
    void aLossAfterComingBackIsFound() {
        isErased("101");
        comesBack("101");
        log.remove(log.size() - 1);
        assertSees(findings(), Kind.LOST, "user 101 settings");
    }

    @Test // #5
    void anErasureThatWasAcknowledgedAndHasNotHappenedIsFound() {
        Ledger.Erasure erasure = ledger.erasing("101");
        erasure.requested();
        ledger.erased(erasure, true);
        List<Finding> findings = findings();
        assertSees(findings, Kind.LOST, "user 101 was erased 1 times, and the log knows of 0");
        assertSees(findings, Kind.REMAINS, "is from before their erasure");
    }

    @Test // #5
    void aKeyThatIsLeftOfSomebodyIsFoundAlsoIfTheyComeBack() {
        Trace key = traces.stream()
                .filter(trace -> trace.user().equals("101") && trace.key() != null)
                .findFirst()
                .orElseThrow();
        isErased("101");
        traces.add(key);
        assertSees(findings(), Kind.REMAINS, "person_key of user 101 has not the key of their events");
        comesBack("101");
        assertSees(findings(), Kind.REMAINS, "person_key of user 101 has not the key of their events");
    }

    @Test // #5
    void anEventThatIsLeftUnderTheNameOfSomebodyIsFound() {
        Logged first = log.get(indexOf(UserRegistered.class));
        isErased("101");
        replace(0, nameless -> first);
        List<Finding> findings = findings();
        assertSees(findings, Kind.LOST, "but later ones");
        assertThat(findings).extracting(Finding::what).anyMatch(what -> what.contains("101"));
    }

    @Test // #5
    void aStreamThatIsLeftUnderTheNameOfSomebodyIsFound() {
        isErased("101");
        log.replaceAll(each -> each.isNamed()
                ? each
                : new Logged(each.position(), "101", each.sequence(), each.id(), each.key(), each.event()));
        List<Finding> findings = findings();
        assertSees(findings, Kind.REMAINS, "is erased and still has their name");
        assertSees(findings, Kind.REMAINS, "is from before their erasure");
    }

    @Test // #5
    void anErasedEventThatCanStillBeReadIsFound() {
        Logged first = log.get(0);
        isErased("101");
        replace(0, nameless -> new Logged(1, nameless.stream(), 0, first.id(), first.key(), first.event()));
        assertSees(findings(), Kind.REMAINS, "can still be read");
    }

    @Test // #5
    void aHoleInWhatIsLeftOfSomebodyIsFound() {
        isErased("101");
        log.remove(2);
        assertSees(findings(), Kind.LOST, "but later ones");
    }

    @Test // #5
    void aRowThatIsLeftOfSomebodyIsFound() {
        Tables before = Fold.of(log);
        isErased("101");
        for (String table : List.of("users", "sleep_entries", "history")) {
            Tables left = Fold.of(log);
            left.table(table).putAll(before.table(table));
            assertSees(findings(left, topic), Kind.WRONG, "read model: " + table);
        }
        Tables letters = Fold.of(log);
        letters.put("dead_letter", UUID.randomUUID().toString(), Map.of());
        assertSees(findings(letters, topic), Kind.WRONG, "read model: dead_letter");
    }

    @Test // #5
    void whatTheBotAndTheScheduleStillHaveOfSomebodyIsFound() {
        List<Trace> before = traces.stream()
                .filter(trace -> trace.user().equals("101") && trace.key() == null)
                .toList();
        isErased("101");
        traces.addAll(before);
        assertThat(findings())
                .extracting(Finding::toString)
                .containsExactlyInAnyOrder(
                        "REMAINS schedule.person of user 101, who is not here",
                        "REMAINS outgoing of user 101 is from before their erasure",
                        "REMAINS inbox of user 101 is from before their erasure");
    }

    @Test // #5
    void ofWhatWasErasedSomeMayBeMissingInTheTopicAndTheErasureItselfMayNot() {
        isErased("101");
        Published erasure = topic.remove(topic.size() - 1);
        assertSees(findings(), Kind.LOST, "topic: user");
        topic.add(erasure);
        topic.removeIf(record -> record.key().equals("101") && record.sequence() == 3);
        assertThat(findings()).isEmpty();
    }

    @Test // #5
    void aRecordOfTheLifeBeforeThatComesForTheFirstTimeAfterTheErasureIsFoundAndOneThatComesAgainIsCounted() {
        isErased("101");
        topic.add(topic.get(0));
        comesBack("101");
        Verdict verdict = Checker.check(ledger, log, Fold.of(log), topic, traces);
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.redelivered()).isEqualTo(1);
        topic.add(topic.remove(1));
        assertSees(findings(), Kind.MISORDERED, "comes after it was told that they are erased");
    }

    @Test // #5
    void aNewLifeThatIsPublishedBeforeTheEndOfTheLastIsFound() {
        isErased("101");
        Published erasure = topic.remove(topic.size() - 1);
        comesBack("101");
        topic.add(erasure);
        assertSees(findings(), Kind.MISORDERED, "is of a life before the last");
    }

    @Test // #5
    void aReorderingOfWhatIsErasedIsFound() {
        isErased("101");
        topic.add(5, topic.remove(2));
        assertSees(findings(), Kind.MISORDERED, "has 2 after 5");
    }
}
