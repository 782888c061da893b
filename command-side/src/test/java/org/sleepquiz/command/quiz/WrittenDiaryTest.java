package org.sleepquiz.command.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.command.quiz.Keeper.ANNA;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Kept.Form;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.CancelQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.DeleteSleepEntryCommand;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.RecordNightCommand;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;
import org.sleepquiz.messages.UserSleepEvent;

/** A diary that was written down and taken up again is the same diary. */
class WrittenDiaryTest {

    private static final Instant BEGINNING = Instant.parse("2026-11-24T06:30:00.123Z");
    private static final FirstContact FROM_TOKYO = new FirstContact(Language.ES, ZoneId.of("Asia/Tokyo"));
    private static final List<UUID> QUIZZES = IntStream.range(0, 6)
            .mapToObj(number -> new UUID(number % 2 == 0 ? -number : number * 7_919L, number))
            .toList();

    /** What somebody asks of a diary at some moment. */
    record Step(String what, Duration later, boolean writtenDown, BiFunction<Diary, Occasion, Decision<?>> asking) {

        @Override
        public String toString() {
            return what;
        }
    }

    @Property(tries = 150) // #5
    void oneThatIsWrittenDownNowAndThenDecidesAsOneThatNeverIs(@ForAll("lives") List<Step> life) {
        Diary never = Diary.unopened();
        Diary nowAndThen = Diary.unopened();
        Instant now = BEGINNING;
        for (Step step : life) {
            now = now.plus(step.later());
            Decision<?> decision = step.asking().apply(never, occasion(now));
            assertThat(step.asking().apply(nowAndThen, occasion(now)))
                    .as(step.what())
                    .isEqualTo(decision);
            if (decision instanceof Accepted<?> accepted) {
                for (UserSleepEvent event : accepted.events()) {
                    never = never.after(event);
                    nowAndThen = nowAndThen.after(event);
                }
            }
            nowAndThen = step.writtenDown() ? Diary.of(nowAndThen.written()) : nowAndThen;
            assertThat(nowAndThen.written()).isEqualTo(never.written());
            for (UUID quiz : QUIZZES) {
                assertThat(nowAndThen.quiz(quiz)).isEqualTo(never.quiz(quiz));
            }
        }
    }

    private static Occasion occasion(Instant now) {
        AtomicLong ids = new AtomicLong(now.toEpochMilli() * 31);
        return new Occasion(now, QuizRules.DEFAULT, () -> new UUID(ids.getAndAdd(7), -ids.get()));
    }

    @Test // #5
    void nothingThatADiaryHoldsIsLeftOut() {
        assertThat(Stream.of(WrittenDiary.class.getRecordComponents()).map(RecordComponent::getName))
                .containsExactlyElementsOf(Stream.of(Diary.class.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .map(Field::getName)
                        .toList());
    }

    @Test // #5
    void aNightOfTenYearsTakesAHundredAndSomeCharacters() {
        Keeper anna = new Keeper();
        int nights = 3_650;
        for (int day = 0; day < nights; day++) {
            anna.record(LocalDate.of(2016, 1, 1).plusDays(day), new Answers(Keeper.NIGHT));
        }
        WrittenDiary written = anna.diary.written();
        assertThat(written.closed().length() + written.nights().length()).isLessThan(nights * 180);
        assertThat(Diary.of(written).written()).isEqualTo(written);
    }

    /** Keys as texts of several lengths, of which one may begin another. */
    private static final Form<String, String> PLAIN = new Form<>() {

        @Override
        public String key(String key) {
            return key;
        }

        @Override
        public String write(String value) {
            return value;
        }

        @Override
        public String read(String text) {
            return text;
        }
    };

    record Change(String key, Optional<String> value, boolean writtenDown) {}

    @Property(tries = 500) // #5
    void whatIsKeptIsKeptAsInAMap(@ForAll("changes") List<Change> changes) {
        Kept<String, String> kept = Kept.nothing(PLAIN);
        TreeMap<String, String> map = new TreeMap<>();
        for (Change change : changes) {
            Kept<String, String> before = kept;
            kept = change.value()
                    .map(value -> before.plus(change.key(), value))
                    .orElseGet(() -> before.minus(change.key()));
            change.value().ifPresentOrElse(value -> map.put(change.key(), value), () -> map.remove(change.key()));
            kept = change.writtenDown() ? Kept.written(PLAIN, kept.written()) : kept;
            assertThat(kept.last())
                    .isEqualTo(
                            map.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(map.lastEntry().getValue()));
            for (Change asked : changes) {
                assertThat(kept.get(asked.key())).isEqualTo(Optional.ofNullable(map.get(asked.key())));
                assertThat(kept.has(asked.key())).isEqualTo(map.containsKey(asked.key()));
            }
            StringBuilder lines = new StringBuilder();
            map.forEach(
                    (key, value) -> lines.append(key).append(' ').append(value).append(';'));
            assertThat(kept.written()).isEqualTo(lines.toString());
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(
                        Arbitraries.strings().withChars("ab1-").ofMinLength(1).ofMaxLength(3),
                        Arbitraries.strings().withChars("x y").ofMaxLength(4).optional(0.7),
                        Arbitraries.of(true, false, false, false))
                .as(Change::new)
                .list()
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<Step>> lives() {
        Arbitrary<Integer> quizzes = Arbitraries.integers().between(0, QUIZZES.size() - 1);
        Arbitrary<LocalDate> dates = Arbitraries.integers().between(1, 6).map(day -> LocalDate.of(2026, 11, 30 - day));
        Arbitrary<List<Named>> answering = Combinators.combine(quizzes, Arbitraries.of(Question.class), seeds())
                .as((quiz, question, seed) -> List.of(answer(quiz, question, seed)));
        Arbitrary<List<Named>> completing = Combinators.combine(quizzes, seeds())
                .as((quiz, seed) -> Stream.of(Question.values())
                        .map(question -> answer(quiz, question, seed))
                        .toList());
        Arbitrary<List<Named>> starting = Combinators.combine(quizzes, Arbitraries.of(true, false))
                .as((quiz, over) -> List.of(new Named(
                        "start %d %s".formatted(quiz, over),
                        (diary, occasion) -> diary.start(
                                new StartQuizCommand(ANNA, QUIZZES.get(quiz), FROM_TOKYO, null, over), occasion))));
        Arbitrary<List<Named>> cancelling = quizzes.map(quiz -> List.of(new Named(
                "cancel " + quiz,
                (diary, occasion) -> diary.cancel(new CancelQuizCommand(ANNA, QUIZZES.get(quiz)), occasion))));
        Arbitrary<List<Named>> recording = Combinators.combine(dates, seeds())
                .as((date, seed) -> List.of(new Named(
                        "record %s %d".formatted(date, seed),
                        (diary, occasion) ->
                                diary.record(new RecordNightCommand(ANNA, date, night(seed), FROM_TOKYO), occasion))));
        Arbitrary<List<Named>> deleting = dates.map(date -> List.of(new Named(
                "delete " + date,
                (diary, occasion) -> diary.delete(new DeleteSleepEntryCommand(ANNA, date), occasion))));
        Arbitrary<Duration> later = Arbitraries.of(1, 60, 3_600, 90_000).map(Duration::ofSeconds);
        return Combinators.combine(
                        Arbitraries.oneOf(answering, completing, starting, cancelling, recording, deleting),
                        later,
                        Arbitraries.of(true, false, false))
                .as((asked, pause, writtenDown) -> asked.stream()
                        .map(named -> new Step(named.what(), pause, writtenDown, named.asking()))
                        .toList())
                .list()
                .ofMaxSize(40)
                .map(lists -> lists.stream().flatMap(List::stream).toList());
    }

    private static Named answer(int quiz, Question question, int seed) {
        return new Named(
                "answer %d %s %d".formatted(quiz, question, seed),
                (diary, occasion) -> diary.answer(
                        new AnswerQuizCommand(
                                ANNA, QUIZZES.get(quiz), question, value(question, seed), FROM_TOKYO, null),
                        occasion));
    }

    private record Named(String what, BiFunction<Diary, Occasion, Decision<?>> asking) {}

    private static Arbitrary<Integer> seeds() {
        return Arbitraries.integers().between(0, 5);
    }

    private static Answers night(int seed) {
        Map<Question, AnswerValue> answers = new EnumMap<>(Question.class);
        for (Question question : Question.values()) {
            answers.put(question, value(question, seed));
        }
        return new Answers(answers);
    }

    private static AnswerValue value(Question question, int seed) {
        return switch (question.kind()) {
            case CLOCK_TIME -> Keeper.time(question == Question.BEDTIME ? "2%d:15".formatted(seed % 4) : "07:0" + seed);
            case DURATION -> Keeper.bin(DurationBin.values()[seed % 3]);
            case WAKINGS -> new Wakings(NightWakings.values()[seed % 3]);
            case RATING -> new Rating(1 + seed);
            case YES_NO -> new YesNo(seed % 2 == 0);
            case DISRUPTIONS ->
                new Disruptions(Set.copyOf(List.of(Disruption.values()).subList(0, seed)));
        };
    }
}
