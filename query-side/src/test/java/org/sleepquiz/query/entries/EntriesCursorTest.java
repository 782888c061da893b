package org.sleepquiz.query.entries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.httpedge.RefusedRequest;

class EntriesCursorTest {

    @Test // #2
    void aCursorNamesTheNightBelowWhichTheListGoesOn() {
        LocalDate night = LocalDate.of(2026, 11, 24);
        assertThat(EntriesCursor.read(EntriesCursor.below(night))).isEqualTo(night);
        assertThat(EntriesCursor.read(null)).isNull();
    }

    @ParameterizedTest // #2
    @ValueSource(strings = {"", "%%%", "2026-11-24", "YmVmb3JlOg", "YmVmb3JlOjIwMjYtMTMtNDA", "YWZ0ZXI6MjAyNi0xMS0yNA"})
    void aCursorThatNoReplyHeldIsMalformed(String cursor) {
        assertThatExceptionOfType(RefusedRequest.class).isThrownBy(() -> EntriesCursor.read(cursor));
    }

    @ParameterizedTest // #2
    @ValueSource(
            strings = {"", "2026-11-31", "2026-1-1", "20261124", "+12026-11-24", "0000-01-01", "-0001-01-01", "today"})
    void aDateThatNoDatabaseHoldsIsMalformed(String date) {
        assertThatExceptionOfType(RefusedRequest.class).isThrownBy(() -> NightDates.read("from", date));
    }
}
