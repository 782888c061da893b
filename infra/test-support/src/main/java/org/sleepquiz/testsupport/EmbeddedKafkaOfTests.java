package org.sleepquiz.testsupport;

import org.jspecify.annotations.Nullable;
import org.sleepquiz.embedded.EmbeddedKafkaBroker;

/** Not durable: the tests kill programs, not machines. */
final class EmbeddedKafkaOfTests implements KafkaBroker {

    private final TemporaryDirectory directory = TemporaryDirectory.create();
    private @Nullable EmbeddedKafkaBroker broker;
    private int port; // 0, that is any, until the first start
    private String bootstrapServers = "";

    @Override
    public synchronized String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public synchronized void start() {
        if (broker == null) {
            broker = EmbeddedKafkaBroker.start(directory.path(), port, false);
            port = broker.port();
            bootstrapServers = broker.bootstrapServers();
        }
    }

    @Override
    public synchronized void stop() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    @Override
    public synchronized void close() {
        stop();
        directory.delete();
    }
}
