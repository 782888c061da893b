package org.sleepquiz.bot.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataTapTest {

    private static final Instant ASKED = Instant.parse("2026-11-24T07:00:00Z");

    @Test // #4
    void theLastWordCountsForTenMinutes() {
        DataTap.Erase erase = new DataTap.Erase(ASKED);
        assertThat(DataTap.read(erase.data().substring(3))).contains(erase);
        assertThat(erase.isValid(ASKED.plusSeconds(599))).isTrue();
        assertThat(erase.isValid(ASKED.plusSeconds(600))).isFalse();
    }

    @ParameterizedTest // #4
    @ValueSource(strings = {"", "e", "e-5", "e123456789012", "E5", "xx", "kk"})
    void whatIsNoButtonIsNotGuessedAt(String data) {
        assertThat(DataTap.read(data)).isEmpty();
    }
}
