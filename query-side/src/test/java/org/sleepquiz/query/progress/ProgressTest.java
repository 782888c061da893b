package org.sleepquiz.query.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nights are worth. */
class ProgressTest {

    private static final LocalDate START = LocalDate.of(2026, 1, 1);

    @Test // #4
    void withoutANightThereIsEverythingToCome() {
        Progress progress = Progress.of(Set.of(), START);
        assertThat(progress).isEqualTo(new Progress(0, 0, 2, List.of()));
        assertThat(progress.xp()).isZero();
        assertThat(progress.level()).isEqualTo(new Level(1, 0, 100));
        assertThat(progress.nextMilestone()).contains(new Milestone(7, 50));
        assertThat(progress.latest()).isEmpty();
    }

    /**
     * Nights as ranges of dates, then what they come to on a day.
     *
     * <p>20 a night · milestones 7: 50, 14: 100, 30: 200, 100: 500 · first entry 25, 7 entries 100, 30 entries 250, 90 entries 500,
     * streak of 7: 100, of 30: 500, comeback 150.
     */
    @ParameterizedTest(name = "{0} on {1}") // #4
    @CsvSource(
            delimiter = '|',
            value = {
                // nights                                    | today      | xp    | streak | freeze days
                "2026-03-01                                  | 2026-03-01 |    45 |    1 | 2",
                "2026-03-01                                  | 2026-03-02 |    45 |    1 | 2",
                // yesterday, and no more, needs no freeze day
                "2026-03-01                                  | 2026-03-03 |    45 |    1 | 1",
                "2026-03-01                                  | 2026-03-04 |    45 |    1 | 0",
                "2026-03-01                                  | 2026-03-05 |    45 |    0 | 0",
                // 140 + 50 + 25 + 100 + 100
                "2026-03-01/2026-03-06                       | 2026-03-06 |   145 |    6 | 2",
                "2026-03-01/2026-03-07                       | 2026-03-07 |   415 |    7 | 2",
                // a bridged night is no night of the streak
                "2026-03-01/2026-03-03 2026-03-05/2026-03-08 | 2026-03-08 |   415 |    7 | 1",
                "2026-03-01/2026-03-03 2026-03-06/2026-03-08 | 2026-03-08 |   145 |    6 | 0",
                // the third missing night of a month ends it
                "2026-03-01/2026-03-03 2026-03-07/2026-03-08 | 2026-03-08 |   125 |    2 | 0",
                "2026-03-01 2026-03-03 2026-03-05 2026-03-07 | 2026-03-07 |   105 |    1 | 0",
                // without a streak there is nothing that a freeze day could save
                "2026-03-01 2026-03-20                       | 2026-03-20 |    65 |    1 | 0",
                "2026-03-01 2026-04-20                       | 2026-04-20 |    65 |    1 | 2",
                // two freeze days of January and two of February bridge four nights over the edge
                "2026-01-27/2026-01-29 2026-02-03            | 2026-02-03 |   105 |    4 | 0",
                "2026-01-27/2026-01-29 2026-02-04            | 2026-02-04 |   105 |    1 | 0",
                "2026-01-26/2026-01-28 2026-02-01            | 2026-02-01 |   105 |    1 | 2",
                "2026-01-31                                  | 2026-02-01 |    45 |    1 | 2",
                // 7 and 14 are paid once in a streak
                "2026-03-01/2026-03-14                       | 2026-03-14 |   655 |   14 | 2",
                // 7 is paid again in the next one, the achievements are not: 280 + 50 + 50 + 25 + 100 + 100
                "2026-03-01/2026-03-07 2026-03-11/2026-03-17 | 2026-03-17 |   605 |    7 | 0",
                // after seven missing nights a streak of seven is a comeback, after six it is not
                "2026-03-01/2026-03-07 2026-03-15/2026-03-21 | 2026-03-21 |   755 |    7 | 0",
                "2026-03-01/2026-03-07 2026-03-14/2026-03-20 | 2026-03-20 |   605 |    7 | 0",
                "2026-03-01/2026-03-07 2026-03-15/2026-03-20 | 2026-03-20 |   535 |    6 | 0",
                // a bridged streak after the break is one, too, if the break has not used the freeze days up
                "2026-02-01 2026-03-25/2026-03-30 2026-04-01 | 2026-04-01 |   585 |    7 | 2",
                "2026-03-01 2026-03-25/2026-03-30 2026-04-01 | 2026-04-01 |   285 |    1 | 2",
                // the second comeback is not earned again
                "2026-01-01 2026-02-01/2026-02-07 2026-03-01/2026-03-07 | 2026-03-07 | 775 | 7 | 2",
                // 600 + 350 + 25 + 100 + 250 + 100 + 500
                "2026-03-02/2026-03-31                       | 2026-03-31 |  1925 |   30 | 2",
                // 2000 + 850 + 25 + 100 + 250 + 500 + 100 + 500
                "2026-01-01/2026-04-10                       | 2026-04-10 |  4325 |  100 | 2",
                // the night of tomorrow, of somebody who has flown west
                "2026-03-01/2026-03-03                       | 2026-03-02 |   85 |    3 | 2"
            })
    void nightsComeTo(String nights, LocalDate today, int xp, int streak, int freezeDays) {
        Progress progress = Progress.of(nights(nights), today);
        assertThat(progress.xp()).as("xp").isEqualTo(xp);
        assertThat(progress.streak()).as("streak").isEqualTo(streak);
        assertThat(progress.freezeDaysLeft()).as("freeze days").isEqualTo(freezeDays);
    }

    @Test // #4
    void aNightTellsWhatItBrought() {
        Progress progress = Progress.of(nights("2026-03-01/2026-03-07"), LocalDate.of(2026, 3, 7));
        assertThat(progress.gains().get(0))
                .isEqualTo(new Gain(LocalDate.of(2026, 3, 1), List.of(), List.of(Achievement.FIRST_ENTRY)));
        assertThat(progress.latest())
                .contains(new Gain(
                        LocalDate.of(2026, 3, 7),
                        List.of(new Milestone(7, 50)),
                        List.of(Achievement.SLEEP_SCHOLAR, Achievement.STREAK_7)));
        assertThat(progress.nextMilestone()).contains(new Milestone(14, 100));
    }

    @Test // #4
    void afterTheLastMilestoneThereIsNoNext() {
        assertThat(Progress.of(nights("2026-01-01/2026-04-10"), LocalDate.of(2026, 4, 10))
                        .nextMilestone())
                .isEmpty();
    }

    @Test // #4
    void allAchievementsCanBeEarnedAndEachOnce() {
        Progress progress = Progress.of(
                nights("2025-01-01 2026-01-01/2026-04-30 2026-06-01/2026-09-30"), LocalDate.of(2026, 9, 30));
        assertThat(progress.gains()).flatExtracting(Gain::achievements).containsExactlyInAnyOrder(Achievement.values());
    }

    @Test // #4
    void whatADeletedNightHadEarnedIsEarnedNoMore() {
        List<LocalDate> nights = new ArrayList<>(nights("2026-03-01/2026-03-07"));
        nights.remove(LocalDate.of(2026, 3, 4));
        Progress progress = Progress.of(nights, LocalDate.of(2026, 3, 7));
        assertThat(progress.xp()).isEqualTo(145);
        assertThat(progress.gains()).flatExtracting(Gain::achievements).containsExactly(Achievement.FIRST_ENTRY);
    }

    @Test // #4
    void aMissedNightThatIsAddedLaterMendsTheStreak() {
        List<LocalDate> nights = new ArrayList<>(nights("2026-03-01/2026-03-03 2026-03-07/2026-03-08"));
        nights.add(LocalDate.of(2026, 3, 5));
        assertThat(Progress.of(nights, LocalDate.of(2026, 3, 8)).streak()).isEqualTo(6);
    }

    @ParameterizedTest // #4
    @CsvSource({
        "0,1,0,100,BRONZE",
        "99,1,99,100,BRONZE",
        "100,2,0,100,BRONZE",
        "260,3,60,100,BRONZE",
        "499,5,99,100,BRONZE",
        "500,6,0,200,SILVER",
        "2499,15,199,200,SILVER",
        "2500,16,0,500,GOLD",
        "9999,30,499,500,GOLD",
        "10000,31,0,1000,PLATINUM",
        "123456,144,456,1000,PLATINUM"
    })
    void pointsMakeALevel(int xp, int level, int in, int of, Level.Tier tier) {
        assertThat(Level.of(xp)).isEqualTo(new Level(level, in, of));
        assertThat(Level.of(xp).tier()).isEqualTo(tier);
    }

    @Provide
    Arbitrary<Set<LocalDate>> someNights() {
        // dense enough for streaks, with gaps of all lengths
        return Arbitraries.integers().between(0, 120).map(START::plusDays).set().ofMaxSize(121);
    }

    private enum Deed {
        ANSWERED_TWICE,
        CORRECTED,
        DELETED_AND_RECORDED_ANEW
    }

    @Property // #4, regression 12
    void neitherOrderNorCorrectionNorDoubleCompletionNorDeletionAndReturnChangesIt(
            @ForAll("someNights") Set<LocalDate> nights, @ForAll long order, @ForAll List<Deed> deeds) {
        LocalDate today = START.plusDays(125);
        Random random = new Random(order);
        List<LocalDate> arrived = new ArrayList<>(nights);
        Collections.shuffle(arrived, random);
        Set<LocalDate> kept = new LinkedHashSet<>(arrived);
        for (Deed deed : deeds) {
            if (!arrived.isEmpty()) {
                LocalDate night = arrived.get(random.nextInt(arrived.size()));
                if (deed == Deed.DELETED_AND_RECORDED_ANEW) {
                    kept.remove(night);
                }
                kept.add(night);
            }
        }
        List<LocalDate> twice = new ArrayList<>(kept);
        twice.addAll(arrived);
        assertThat(Progress.of(kept, today)).isEqualTo(Progress.of(nights, today));
        assertThat(Progress.of(twice, today)).isEqualTo(Progress.of(nights, today));
    }

    @Property // #4
    void whateverTheNightsTheSumsAreRight(@ForAll("someNights") Set<LocalDate> nights) {
        Progress progress = Progress.of(nights, START.plusDays(120));
        assertThat(progress.gains()).hasSameSizeAs(nights);
        assertThat(progress.xp())
                .isEqualTo(progress.gains().stream().mapToInt(Gain::xp).sum());
        assertThat(progress.gains()).extracting(Gain::nightDate).isSorted();
        assertThat(progress.gains()).flatExtracting(Gain::achievements).doesNotHaveDuplicates();
        assertThat(progress.streak()).isBetween(0, nights.size());
        assertThat(progress.freezeDaysLeft()).isBetween(0, 2);
        int left = progress.xp();
        for (int level = 1; level < progress.level().level(); level++) {
            left -= level <= 5 ? 100 : level <= 15 ? 200 : level <= 30 ? 500 : 1000;
        }
        assertThat(left).isEqualTo(progress.level().xpInLevel());
    }

    @Property // #4
    void untilTheNextNightIsMissedAStreakIsWhatItWasTheDayBefore(@ForAll("someNights") Set<LocalDate> nights) {
        LocalDate last = nights.stream().max(LocalDate::compareTo).orElse(START);
        assertThat(Progress.of(nights, last.plusDays(1)).streak())
                .isEqualTo(Progress.of(nights, last).streak());
    }

    private static Set<LocalDate> nights(String ranges) {
        Set<LocalDate> nights = new LinkedHashSet<>();
        Stream.of(ranges.split(" ")).map(range -> range.split("/")).forEach(range -> {
            LocalDate first = LocalDate.parse(range[0]);
            LocalDate last = LocalDate.parse(range[range.length - 1]);
            first.datesUntil(last.plusDays(1)).forEach(nights::add);
        });
        return nights;
    }
}
