package org.sleepquiz.command.quiz;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a decision needs from the world around it, handed in so that rules stay repeatable.
 *
 * @param now by the command-side's clock, held to milliseconds
 * @param rules as the operator has them
 * @param newId makes identifiers that were never used before
 */
public record Occasion(Instant now, QuizRules rules, Supplier<UUID> newId) {

    public Occasion {
        now = now.truncatedTo(ChronoUnit.MILLIS);
    }
}
