package org.sleepquiz.command;

import java.time.Duration;
import java.time.ZoneId;
import org.sleepquiz.command.quiz.QuizRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator may set about the rules.
 *
 * @param defaultZone of a new user whose client does not say where they live
 * @param abandonAfter how long an open quiz may lie untouched before the next start gives it up
 * @param clockSkew how far a client's clock may run ahead of ours
 * @param cachedNights how many nights of people who wrote lately are kept in memory, half a kilobyte each
 * @param snapshotEvery after how many events of a person a snapshot of their diary is taken. With up to 256 a person is always
 *     loaded by one query.
 */
@ConfigurationProperties("sleepquiz")
record CommandSettings(
        @DefaultValue("Europe/Stockholm") ZoneId defaultZone,
        @DefaultValue("24h") Duration abandonAfter,
        @DefaultValue("15m") Duration clockSkew,
        @DefaultValue("100000") long cachedNights,
        @DefaultValue("200") int snapshotEvery) {

    CommandSettings {
        if (snapshotEvery < 2) {
            throw new IllegalArgumentException("sleepquiz.snapshot-every is at least 2");
        }
    }

    QuizRules rules() {
        return new QuizRules(defaultZone, abandonAfter, clockSkew);
    }
}
