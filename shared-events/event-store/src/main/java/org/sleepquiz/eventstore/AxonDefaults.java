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
            // Axon times every message and unit of work with a stack trace and a scheduled task of its own. Here
            // whatever a
            // command or a batch waits for is bounded instead: locks, the queue of appends, statements, Kafka
            Map.entry("axon.timeout.enabled", "false"));

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        // an advertisement on standard output at every start
        if (System.getProperty(NO_ADVERTISEMENT) == null) {
            System.setProperty(NO_ADVERTISEMENT, "true");
        }
        environment.getPropertySources().addLast(new MapPropertySource("sleepquiz-axon-defaults", DEFAULTS));
    }
}
