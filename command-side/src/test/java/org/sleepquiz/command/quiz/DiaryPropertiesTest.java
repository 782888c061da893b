package org.sleepquiz.command.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.command.quiz.Keeper.ANNA;
import static org.sleepquiz.command.quiz.Keeper.NIGHT;
import static org.sleepquiz.command.quiz.Keeper.QUIZ;
import static org.sleepquiz.command.quiz.Keeper.bin;
import static org.sleepquiz.command.quiz.Keeper.reply;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Decision.Refused;
import org.sleepquiz.command.quiz.Refusal.ImplausibleNight;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.RecordNightCommand;
import org.sleepquiz.messages.UserSleepEvent;

class DiaryPropertiesTest {

    private static final List<LocalTime> QUARTERS = IntStream.range(0, 96)
            .mapToObj(quarter -> LocalTime.MIDNIGHT.plusMinutes(15L * quarter))
            .toList();

    /** Mornings after ordinary nights and around the clock changes, in zones that change by hours, halves and not at all. */
    private static final List<ZonedDateTime> MORNINGS = Stream.of(
                    "2026-11-24T07:30+01:00[Europe/Stockholm]",
                    "2026-03-29T07:30+02:00[Europe/Stockholm]",
                    "2026-10-25T07:30+01:00[Europe/Stockholm]",
                    "2026-10-25T02:40+02:00[Europe/Stockholm]",
                    "2026-10-25T02:40+01:00[Europe/Stockholm]",
                    "2026-03-08T08:00-04:00[America/New_York]",
                    "2026-11-01T01:20-04:00[America/New_York]",
                    "2026-11-01T12:00-05:00[America/New_York]",
                    "2026-11-24T06:10+05:30[Asia/Kolkata]",
                    "2026-10-04T09:00+11:00[Australia/Lord_Howe]",
                    "2026-04-05T01:50+11:00[Australia/Lord_Howe]",
                    "2026-04-05T09:00+10:30[Australia/Lord_Howe]",
                    "2026-09-27T07:00+13:00[Pacific/Auckland]",
                    "2026-04-05T07:00+12:00[Pacific/Auckland]")
            .map(ZonedDateTime::parse)
            .toList();

    @Example // #2 regressions 7 and 15
    void everyPairOfClockTimesOnEveryMorningIsARealNight() {
        for (ZonedDateTime morning : MORNINGS) {
            Instant start = morning.toInstant();
            ZoneId zone = morning.getZone();
            for (LocalTime bed : QUARTERS) {
                for (LocalTime wake : QUARTERS) {
                    assertRealNight(bed, wake, start, zone);
                }
            }
        }
    }

    private static void assertRealNight(LocalTime bed, LocalTime wake, Instant start, ZoneId zone) {
        Answers answers =
                new Answers(Map.of(Question.BEDTIME, new ClockTime(bed), Question.WAKE_TIME, new ClockTime(wake)));
        Night night = Night.of(answers, start, zone).orElseThrow();
        Duration inBed = night.timeInBed();
        Instant latest = start.plus(Duration.ofMinutes(15));
        ZonedDateTime woke = night.wakeAt().atZone(zone);
        boolean isRight = inBed.compareTo(Duration.ZERO) > 0
                && inBed.compareTo(Duration.ofHours(25)) <= 0
                && !night.wakeAt().isAfter(latest)
                // nothing later has this clock time: a day further on is too late, whatever the clocks did
                && night.wakeAt().plus(Duration.ofHours(26)).isAfter(latest)
                && shows(woke, wake)
                && shows(night.bedAt().atZone(zone), bed)
                && night.nightDate().equals(woke.toLocalDate());
        assertThat(isRight)
                .as("%s to %s asked at %s in %s: %s", bed, wake, start, zone, night)
                .isTrue();
    }

    /** Whether the clock on the wall shows the time, or would if it had not been put forward past it. */
    private static boolean shows(ZonedDateTime moment, LocalTime time) {
        return moment.toLocalTime().equals(time)
                || moment.equals(ZonedDateTime.of(moment.toLocalDate(), time, moment.getZone()));
    }

    @Example // #2 regression 7
    void everyInputOfThePickerMakesAnEntryOrIsImplausible() {
        int entries = 0;
        int implausible = 0;
        for (LocalTime bed : QUARTERS) {
            for (LocalTime wake : QUARTERS) {
                for (DurationBin latency : DurationBin.values()) {
                    Map<Question, AnswerValue> answers = new LinkedHashMap<>(NIGHT);
                    answers.put(Question.BEDTIME, new ClockTime(bed));
                    answers.put(Question.WAKE_TIME, new ClockTime(wake));
                    answers.put(Question.SLEEP_LATENCY, bin(latency));
                    Decision<SleepEntry> decision = recorded(new Answers(answers));
                    if (decision instanceof Accepted<SleepEntry> accepted) {
                        assertThat(accepted.reply().figures().totalSleepMinutesHigh())
                                .isPositive();
                        entries++;
                    } else {
                        assertThat(Keeper.refusal(decision)).isInstanceOf(ImplausibleNight.class);
                        implausible++;
                    }
                }
            }
        }
        assertThat(entries + implausible).isEqualTo(36_864);
        // bed = wake for all four, and 15, 15–30, 15–60 minutes in bed for the upper three
        assertThat(implausible).isEqualTo(96 * (4 + 1 + 2 + 4));
    }

    @Property(tries = 3000) // #2 regressions 7 and 15
    void anyAnswersOnAnyMorningMakeAnEntryOrAreImplausible(
            @ForAll("nights") Answers answers, @ForAll @IntRange(max = 13) int morning) {
        ZonedDateTime asked = MORNINGS.get(morning);
        Keeper anna = new Keeper();
        anna.now = asked.toInstant();
        anna.firstContact = new FirstContact(null, asked.getZone());
        Decision<SleepEntry> decision = anna.record(null, answers);
        if (decision instanceof Refused<SleepEntry> refused) {
            assertThat(refused.refusal()).isInstanceOf(ImplausibleNight.class);
            assertThat(anna.log).isEmpty();
        } else {
            SleepEntry entry = reply(decision);
            assertThat(entry.answers()).isEqualTo(answers);
            assertThat(entry.figures().totalSleepMinutesHigh()).isPositive();
        }
    }

    @Property(tries = 1000) // #2
    void answersInAnyOrderMakeTheSameEntry(@ForAll("nights") Answers answers, @ForAll Random random) {
        List<Map.Entry<Question, AnswerValue>> shuffled =
                new ArrayList<>(answers.byQuestion().entrySet());
        Collections.shuffle(shuffled, random);
        Keeper anna = new Keeper();
        Decision<QuizState> last = null;
        for (Map.Entry<Question, AnswerValue> answer : shuffled) {
            last = anna.answer(QUIZ, answer.getKey(), answer.getValue());
        }
        Keeper inOrder = new Keeper();
        Decision<SleepEntry> expected = inOrder.record(null, answers);
        if (expected instanceof Refused<SleepEntry>) {
            assertThat(Keeper.refusal(Objects.requireNonNull(last))).isInstanceOf(ImplausibleNight.class);
        } else {
            SleepEntry entry =
                    Objects.requireNonNull(reply(Objects.requireNonNull(last)).entry());
            SleepEntry same = reply(expected);
            assertThat(entry.answers()).isEqualTo(same.answers());
            assertThat(entry.bedAt()).isEqualTo(same.bedAt());
            assertThat(entry.wakeAt()).isEqualTo(same.wakeAt());
            assertThat(entry.nightDate()).isEqualTo(same.nightDate());
        }
    }

    @Property(tries = 500) // #2 regression 5
    void everyTapTwiceIsAsEveryTapOnce(@ForAll("taps") List<Tap> taps) {
        Keeper once = new Keeper();
        Keeper twice = new Keeper();
        for (Tap tap : taps) {
            once.answer(tap.quizId(), tap.question(), tap.value());
            twice.answer(tap.quizId(), tap.question(), tap.value());
            int before = twice.log.size();
            twice.answer(tap.quizId(), tap.question(), tap.value());
            assertThat(twice.log).hasSize(before);
        }
        assertThat(twice.happened()).isEqualTo(once.happened());
    }

    @Property(tries = 500) // #2
    void loadingTheSameEventsMakesTheSameDiary(@ForAll("taps") List<Tap> taps) {
        Keeper anna = new Keeper();
        taps.forEach(tap -> anna.answer(tap.quizId(), tap.question(), tap.value()));
        Diary reloaded = Diary.unopened();
        for (UserSleepEvent event : anna.log) {
            reloaded = reloaded.after(event);
        }
        for (UUID quiz : QUIZZES) {
            assertThat(reloaded.quiz(quiz)).isEqualTo(anna.diary.quiz(quiz));
        }
    }

    private static Decision<SleepEntry> recorded(Answers answers) {
        return Diary.unopened()
                .record(
                        new RecordNightCommand(ANNA, null, answers, FirstContact.UNKNOWN),
                        new Occasion(Instant.parse("2026-11-24T06:30:00Z"), QuizRules.DEFAULT, UUID::randomUUID));
    }

    // What can be answered

    record Tap(UUID quizId, Question question, AnswerValue value) {}

    private static final List<UUID> QUIZZES = List.of(QUIZ, Keeper.OTHER_QUIZ);

    @Provide
    Arbitrary<Answers> nights() {
        Arbitrary<DurationBin> bins = Arbitraries.of(DurationBin.class);
        Arbitrary<Integer> ratings = Arbitraries.integers().between(1, 10);
        Arbitrary<Map<Question, AnswerValue>> sleep = Combinators.combine(
                        Arbitraries.of(QUARTERS),
                        bins,
                        Arbitraries.of(QUARTERS),
                        Arbitraries.of(NightWakings.class),
                        bins)
                .as((bed, latency, wake, wakings, awake) -> Map.of(
                        Question.BEDTIME, new ClockTime(bed),
                        Question.SLEEP_LATENCY, bin(latency),
                        Question.WAKE_TIME, new ClockTime(wake),
                        Question.NIGHT_WAKINGS, new Wakings(wakings),
                        Question.TIME_AWAKE, bin(awake)));
        Arbitrary<Map<Question, AnswerValue>> rest = Combinators.combine(
                        ratings,
                        Arbitraries.of(true, false),
                        bins,
                        Arbitraries.of(Disruption.class).set(),
                        ratings)
                .as((quality, phone, duration, disruptions, alertness) -> Map.of(
                        Question.SLEEP_QUALITY, new Rating(quality),
                        Question.PHONE_USAGE, new YesNo(phone),
                        Question.PHONE_DURATION, bin(duration),
                        Question.DISRUPTIONS, new Disruptions(disruptions),
                        Question.ALERTNESS, new Rating(alertness)));
        return Combinators.combine(sleep, rest).as((first, second) -> {
            Map<Question, AnswerValue> all = new LinkedHashMap<>(first);
            all.putAll(second);
            return new Answers(all);
        });
    }

    /** Taps on the buttons of two quizzes, old and new ones mixed. */
    @Provide
    Arbitrary<List<Tap>> taps() {
        return Combinators.combine(
                        Arbitraries.of(QUIZZES),
                        Arbitraries.of(Question.class),
                        Arbitraries.integers().between(0, 1))
                .as((quiz, question, which) -> new Tap(quiz, question, choice(question, which)))
                .list()
                .ofMaxSize(60);
    }

    private static AnswerValue choice(Question question, int which) {
        return switch (question.kind()) {
            case CLOCK_TIME -> new ClockTime(LocalTime.of(which == 0 ? 22 : 7, 0));
            case DURATION -> bin(which == 0 ? DurationBin.UNDER_15 : DurationBin.OVER_60);
            case WAKINGS -> new Wakings(which == 0 ? NightWakings.NONE : NightWakings.ONE_OR_TWO);
            case RATING -> new Rating(1 + which);
            case YES_NO -> new YesNo(which == 1);
            case DISRUPTIONS -> new Disruptions(which == 0 ? Set.of() : Set.of(Disruption.NOISE));
        };
    }
}
