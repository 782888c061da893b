package org.sleepquiz.legacyimport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NightsOfAPersonTest {

    private final List<Understood.Night> settled = new ArrayList<>();
    private final List<Understood.NoNight> refused = new ArrayList<>();
    private final NightsOfAPerson nights = new NightsOfAPerson(ZoneOffset.UTC, settled::add, refused::add);

    @Test // #4
    void ofSeveralEntriesForOneNightTheLastWinsAndTheOthersAreTold() {
        nights.take(entry("a", "2026-03-10T07:30:00Z", "07:00"));
        nights.take(entry("b", "2026-03-10T07:31:00Z", "07:15"));
        nights.take(entry("c", "2026-03-10T23:59:00Z", "06:45"));
        nights.end();
        assertThat(settled).extracting(Understood::rowId).containsExactly("c");
        assertThat(refused)
                .containsExactly(
                        new Understood.NoNight("a", Refused.OTHER_ENTRY_OF_THE_NIGHT),
                        new Understood.NoNight("b", Refused.OTHER_ENTRY_OF_THE_NIGHT));
    }

    @Test // #4
    void anEntryAboutTheDayBeforeReplacesWhatWasLoggedThen() {
        nights.take(entry("a", "2026-03-09T12:00:00Z", "11:00"));
        nights.take(entry("b", "2026-03-10T08:00:00Z", "07:00"));
        nights.take(entry("c", "2026-03-10T09:00:00Z", "11:00")); // later than now: yesterday's
        nights.end();
        assertThat(settled).extracting(Understood::rowId).containsExactly("c", "b");
        assertThat(settled)
                .extracting(Understood.Night::nightDate)
                .containsExactly(LocalDate.of(2026, 3, 9), LocalDate.of(2026, 3, 10));
        assertThat(refused).extracting(Understood::rowId).containsExactly("a");
    }

    @Test // #4
    void nightsAreLetGoOfLongBeforeTheEnd() {
        Instant first = Instant.parse("2020-01-01T07:30:00Z");
        for (int day = 0; day < 1_000; day++) {
            nights.take(entry("row " + day, first.plusSeconds(86_400L * day).toString(), "07:00"));
            assertThat(settled.size()).isGreaterThanOrEqualTo(day - 3);
        }
        nights.end();
        assertThat(settled).hasSize(1_000);
        assertThat(refused).isEmpty();
    }

    @Test // #4
    void whatCannotBeReadReplacesNothing() {
        nights.take(entry("a", "2026-03-10T07:30:00Z", "07:00"));
        nights.take(entry("b", "2026-03-10T07:31:00Z", "never"));
        nights.end();
        assertThat(settled).extracting(Understood::rowId).containsExactly("a");
        assertThat(refused).containsExactly(new Understood.NoNight("b", Refused.UNREADABLE));
    }

    private static LegacyEntry entry(String row, String loggedAt, String wakeTime) {
        return new LegacyEntry(row, Instant.parse(loggedAt), "22:15", 0, wakeTime, 8.0, 0, 7, "[]", false, null, 8);
    }
}
