package org.sleepquiz.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Turns the servers' own chatter down to warnings, unless somebody has asked for another level. */
final class QuietLogs {

    private QuietLogs() {}

    static void apply() {
        // Logback is optional: with another logger its own configuration decides
        if (LoggerFactory.getILoggerFactory().getClass().getName().equals("ch.qos.logback.classic.LoggerContext")) {
            Logback.quieten();
        }
    }

    /** A class of its own, so that it is loaded only where Logback is. */
    private static final class Logback {

        private static final Map<String, Level> LOUD = Map.of(
                "kafka", Level.WARN,
                "org.apache.kafka", Level.WARN,
                "state.change.logger", Level.WARN,
                "io.zonky", Level.WARN,
                // warns of each start that it is one
                "org.apache.kafka.controller.QuorumController", Level.ERROR);

        static void quieten() {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            LOUD.forEach((name, level) -> {
                Logger logger = context.getLogger(name);
                if (logger.getLevel() == null) {
                    logger.setLevel(level);
                }
            });
        }
    }
}
