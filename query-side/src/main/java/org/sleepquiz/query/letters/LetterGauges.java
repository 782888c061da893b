package org.sleepquiz.query.letters;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** How many letters there are, for the whole database: every node says the same. */
@Component
class LetterGauges {

    LetterGauges(Letters letters, MeterRegistry meters) {
        for (LetterStatus status : LetterStatus.values()) {
            Gauge.builder("sleepquiz.diary.dead.letters", () -> letters.count(status))
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .description("Events that the diary could not take, by what is to become of them")
                    .register(meters);
        }
        Gauge.builder("sleepquiz.diary.dead.letters.oldest", () -> letters.age().toMillis() / 1000.0)
                .description("For how long the oldest letter has waited to take effect; 0 if there is none")
                .baseUnit("seconds")
                .register(meters);
    }
}
