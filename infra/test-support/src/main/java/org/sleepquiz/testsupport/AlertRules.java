package org.sleepquiz.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The alerting rules of a side, as Prometheus reads them. */
public final class AlertRules {

    private static final Pattern METRIC = Pattern.compile("\\bsleepquiz_[a-z0-9_]+");

    private final String rules;

    private AlertRules(String rules) {
        this.rules = rules;
    }

    /** @param side the name of its folder, seen from the folder of any side */
    public static AlertRules of(String side) {
        try {
            return new AlertRules(Files.readString(Path.of("..", "infra", "prometheus", side + ".yml")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * An alert about what nobody measures never comes.
     *
     * @param metrics what the running side tells Prometheus
     */
    public void areAboutWhatIsIn(String metrics) {
        assertThat(METRIC.matcher(rules).results().map(MatchResult::group))
                .isNotEmpty()
                .allMatch(name -> Pattern.compile("(?m)^" + name + "[ {]")
                        .matcher(metrics)
                        .find());
    }
}
