package org.sleepquiz.command.quiz;

import java.time.Duration;
import java.time.ZoneId;

/**
 * What an operator may choose about the rules.
 *
 * @param defaultZone of a new user whose client does not say where they live
 * @param abandonAfter how long an open quiz may lie untouched before the next start gives it up
 * @param clockSkew how far a client's clock may run ahead of ours
 */
public record QuizRules(ZoneId defaultZone, Duration abandonAfter, Duration clockSkew) {

    /** Stockholm, 24 hours, 15 minutes. */
    public static final QuizRules DEFAULT =
            new QuizRules(ZoneId.of("Europe/Stockholm"), Duration.ofHours(24), Duration.ofMinutes(15));

    public QuizRules {
        if (abandonAfter.isNegative() || abandonAfter.isZero()) {
            throw new IllegalArgumentException("abandonAfter must be longer than nothing");
        }
        if (clockSkew.isNegative()) {
            throw new IllegalArgumentException("clockSkew must not be negative");
        }
    }
}
