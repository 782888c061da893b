package org.sleepquiz.bot.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTapTest {

    private static final LocalDate NIGHT = LocalDate.of(2026, 11, 24);

    @Test // #4
    void everyButtonIsReadAsItWasWritten() {
        for (boolean again : new boolean[] {true, false}) {
            for (PromptTap.Action action : PromptTap.Action.values()) {
                PromptTap tap = new PromptTap(action, NIGHT, again, action == PromptTap.Action.PAUSE ? 3 : 0);
                assertThat(PromptTap.read(tap.data().substring(3))).contains(tap);
            }
        }
    }

    @ParameterizedTest // #4
    @ValueSource(
            strings = {"", "z", "z20261124", "z20261124b", "d20261124a", "d20261124a9", "z20261124a3", "z20261199a"})
    void whatIsNoButtonIsNotGuessedAt(String data) {
        assertThat(PromptTap.read(data)).isEmpty();
    }
}
