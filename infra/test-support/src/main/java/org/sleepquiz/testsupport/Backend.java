package org.sleepquiz.testsupport;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/** Where the tests find their servers: system property {@code backend}, {@code embedded} unless it is set. */
enum Backend {
    EMBEDDED,
    CONTAINERS;

    /** The one place where the switch is read. */
    static final Backend CHOSEN = named(System.getProperty("backend", "embedded"));

    static Backend named(String name) {
        return Arrays.stream(values())
                .filter(backend -> backend.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-Dbackend is embedded or containers, not " + name));
    }

    /**
     * Skips the calling test, with the reason in its report, where it wants containers and no Docker engine answers.
     */
    void assumeAvailable() {
        if (this == CONTAINERS) {
            Assumptions.assumeTrue(
                    Docker.ANSWERS, "-Dbackend=containers, but no Docker engine answers on this machine");
        }
    }

    /** Asked once: without an engine every question takes seconds. */
    private static final class Docker {
        static final boolean ANSWERS = DockerClientFactory.instance().isDockerAvailable();
    }
}
