package org.sleepquiz.bot.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackOffTest {

    @Property // #2, regression 35
    void pausesDoubleWithJitterUpToTheLongest(@ForAll @IntRange(max = 1000) int failures) {
        BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(30));
        double exact = Math.min(30_000, 100 * Math.pow(2, failures));
        assertThat((double) backOff.after(failures).toMillis()).isBetween(exact * 0.74, exact * 1.26);
    }
}
