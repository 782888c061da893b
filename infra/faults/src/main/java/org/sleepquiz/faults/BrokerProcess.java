package org.sleepquiz.faults;

import java.io.IOException;
import java.nio.file.Path;
import org.sleepquiz.embedded.EmbeddedKafkaBroker;

/** Kafka in a process of its own: {@code BrokerProcess DIRECTORY PORT}. It ends with whoever has started it. */
final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedKafkaBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        while (System.in.read() >= 0) {
            // nothing is said
        }
        Runtime.getRuntime().halt(0);
    }
}
