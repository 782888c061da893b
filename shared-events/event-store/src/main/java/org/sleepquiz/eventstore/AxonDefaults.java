package org.sleepquiz.eventstore;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Axon's settings where its own defaults are not ours; anything the application says itself goes before them. */
final class AxonDefaults implements EnvironmentPostProcessor {

    private static final String NO_ADVERTISEMENT = "disable-axoniq-console-message";

    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            // it sends data about the running system to its vendor
            Map.entry("axon.update-check.disabled", "true"),
            // keeps XStream from being set up; the serializer itself is a bean
            Map.entry("axon.serializer.general", "jackson3"),
            // A single event is not timed: Axon would time the loading of a person's diary event by event. Beside a
            // threshold for warnings -1 would mean "at once".
            Map.entry("axon.timeout.handler.events.timeout-ms", "-1"),
            Map.entry("axon.timeout.handler.events.warning-threshold-ms", "-1"),
            // A batch that stands still for ten minutes is interrupted, rolled back and tried again
            Map.entry("axon.timeout.transaction.event-processors.timeout-ms", "600000"),
            Map.entry("axon.timeout.transaction.event-processors.warning-threshold-ms", "10000"),
            Map.entry("axon.timeout.transaction.event-processors.warning-interval-ms", "10000"),
            // A command has a caller who waits, and who may ask again
            Map.entry("axon.timeout.handler.commands.timeout-ms", "15000"),
            Map.entry("axon.timeout.handler.commands.warning-threshold-ms", "5000"),
            Map.entry("axon.timeout.handler.commands.warning-interval-ms", "5000"),
            Map.entry("axon.timeout.transaction.command-bus.timeout-ms", "20000"),
            Map.entry("axon.timeout.transaction.command-bus.warning-threshold-ms", "5000"),
            Map.entry("axon.timeout.transaction.command-bus.warning-interval-ms", "5000"));

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        // an advertisement on standard output at every start
        if (System.getProperty(NO_ADVERTISEMENT) == null) {
            System.setProperty(NO_ADVERTISEMENT, "true");
        }
        environment.getPropertySources().addLast(new MapPropertySource("sleepquiz-axon-defaults", DEFAULTS));
    }
}
