package org.sleepquiz.bot.taps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;

class TapTest {

    private static final UUID QUIZ = UUID.fromString("ffffffff-ffff-4fff-bfff-ffffffffffff");

    @Test // #2
    void everyTapThereIsComesBackFromItsButtonAndFitsIntoIt() {
        Map<String, Tap> seen = new HashMap<>();
        allTaps(QUIZ).forEach(tap -> {
            String data = tap.data();
            assertThat(data.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 64);
            assertThat(Tap.of(data)).contains(tap);
            assertThat(seen.put(data, tap)).as("no two taps share %s", data).isNull();
        });
        assertThat(seen.size()).isGreaterThan(30_000);
    }

    @Property(tries = 500) // #2
    void anyQuizComesBackFromItsButton(@ForAll("quizzes") UUID quiz) {
        Tap tap = new Tap.Answer(quiz, Question.SLEEP_QUALITY, new Rating(10), new Rating(1));
        assertThat(Tap.of(tap.data())).contains(tap);
        assertThat(Tap.of(new Tap.StartOver(quiz).data())).contains(new Tap.StartOver(quiz));
    }

    @Provide
    Arbitrary<UUID> quizzes() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    }

    @Property(tries = 2000) // #2
    void whateverDataComesInIsReadOrPassedOverButNeverThrows(@ForAll String data) {
        Tap.of(data).ifPresent(tap -> assertThat(tap.data()).isEqualTo(data));
    }

    @ParameterizedTest // #2
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "confirm_wake_time",
                "alertness_7",
                "a",
                "n2",
                "aAAAAAAAAAAAAAAAAAAAAAA",
                "aAAAAAAAAAAAAAAAAAAAAAAb-2500",
                "aAAAAAAAAAAAAAAAAAAAAAAb-22150",
                "aAAAAAAAAAAAAAAAAAAAAAAq-11",
                "aAAAAAAAAAAAAAAAAAAAAAAq-0",
                "hAAAAAAAAAAAAAAAAAAAAAAb-24",
                "sAAAAAAAAAAAAAAAAAAAAAAa-",
                "qAAAAAAAAAAAAAAAAAAAAAAz-",
                "zAAAAAAAAAAAAAAAAAAAAAAb-",
                "c!!!!!!!!!!!!!!!!!!!!!!"
            })
    void dataThatIsNoButtonOfOursMeansNothing(@Nullable String data) {
        assertThat(Tap.of(data)).isEmpty();
    }

    @Test // #2
    void buttonsInPeoplesChatsKeepTheirMeaning() {
        UUID quiz = UUID.fromString("12345678-9abc-4def-8123-456789abcdef");
        String key = "EjRWeJq8Te-BI0VniavN7w";
        assertThat(Tap.of("a" + key + "b-2215"))
                .contains(new Tap.Answer(quiz, Question.BEDTIME, new ClockTime(LocalTime.of(22, 15)), null));
        assertThat(Tap.of("a" + key + "t3h"))
                .contains(new Tap.Answer(
                        quiz, Question.TIME_AWAKE, new Duration(DurationBin.FROM_30_TO_60), new Rating(3)));
        assertThat(Tap.of("t" + key + "d0np"))
                .contains(new Tap.Tick(quiz, Set.of(Disruption.NOISE, Disruption.PAIN), new Rating(10)));
        assertThat(Tap.of("s" + key + "a7")).contains(new Tap.Submit(quiz, new Rating(7)));
    }

    private static List<Tap> allTaps(UUID quiz) {
        List<Tap> taps = new ArrayList<>();
        taps.add(new Tap.Start());
        taps.add(new Tap.Cancel(quiz));
        taps.add(new Tap.Continue(quiz));
        taps.add(new Tap.StartOver(quiz));
        for (int points = 0; points <= 10; points++) {
            Rating pending = points == 0 ? null : new Rating(points);
            if (pending != null) {
                taps.add(new Tap.Review(quiz, pending));
                taps.add(new Tap.Submit(quiz, pending));
            }
            subsets().forEach(ticked -> taps.add(new Tap.Tick(quiz, ticked, pending)));
            for (Question question : Question.values()) {
                taps.add(new Tap.Ask(quiz, question, pending));
                taps.add(new Tap.AskCancel(quiz, question, pending));
                values(question).forEach(value -> taps.add(new Tap.Answer(quiz, question, value, pending)));
                if (question.kind() == Question.Kind.CLOCK_TIME) {
                    IntStream.range(0, 24).forEach(hour -> taps.add(new Tap.PickHour(quiz, question, hour, pending)));
                }
            }
        }
        return taps;
    }

    private static Stream<? extends AnswerValue> values(Question question) {
        return switch (question.kind()) {
            case CLOCK_TIME ->
                IntStream.range(0, 24 * 60).mapToObj(minute -> new ClockTime(LocalTime.of(minute / 60, minute % 60)));
            case DURATION -> Stream.of(DurationBin.values()).map(Duration::new);
            case WAKINGS -> Stream.of(NightWakings.values()).map(Wakings::new);
            case RATING -> IntStream.rangeClosed(1, 10).mapToObj(Rating::new);
            case YES_NO -> Stream.of(new YesNo(true), new YesNo(false));
            case DISRUPTIONS -> subsets().stream().map(Disruptions::new);
        };
    }

    private static Set<Set<Disruption>> subsets() {
        Set<Set<Disruption>> subsets = new HashSet<>();
        for (int mask = 0; mask < 1 << Disruption.values().length; mask++) {
            EnumSet<Disruption> subset = EnumSet.noneOf(Disruption.class);
            for (Disruption disruption : Disruption.values()) {
                if ((mask & 1 << disruption.ordinal()) != 0) {
                    subset.add(disruption);
                }
            }
            subsets.add(subset);
        }
        return subsets;
    }
}
