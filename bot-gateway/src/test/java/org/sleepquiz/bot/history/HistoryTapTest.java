package org.sleepquiz.bot.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTapTest {

    @Test // #4
    void everyButtonFitsAndIsReadAsItWasWritten() {
        LocalDate night = LocalDate.of(2026, 11, 24);
        for (HistoryTap.Action action : HistoryTap.Action.values()) {
            for (LocalDate top : new LocalDate[] {null, night.plusDays(3)}) {
                HistoryTap tap = new HistoryTap(action, night, top);
                assertThat(tap.data().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(64);
                HistoryTap read = HistoryTap.read(tap.data().substring(3)).orElseThrow();
                assertThat(read.action()).isEqualTo(action);
                assertThat(read.top()).isEqualTo(top);
                assertThat(read.data()).isEqualTo(tap.data());
            }
        }
    }

    @ParameterizedTest // #4
    @ValueSource(strings = {"", "v", "v2026", "v20261340", "q20261124", "t2026112420261125", "v20261124x", "V20261124"})
    void whatIsNoButtonIsNotGuessedAt(String data) {
        assertThat(HistoryTap.read(data)).isEmpty();
    }
}
