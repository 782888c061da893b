package org.sleepquiz.query.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LetterPropertiesTest {

    @Test // #5
    void thePauseDoublesUpToTheLongest() {
        LetterProperties properties =
                new LetterProperties(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(1), 10, 1000);
        assertThat(properties.pauseAfter(1)).hasMinutes(1);
        assertThat(properties.pauseAfter(2)).hasMinutes(2);
        assertThat(properties.pauseAfter(6)).hasMinutes(32);
        assertThat(properties.pauseAfter(7)).hasMinutes(60);
        assertThat(properties.pauseAfter(1_000_000)).hasMinutes(60);
    }
}
