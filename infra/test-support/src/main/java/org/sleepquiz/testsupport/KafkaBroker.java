package org.sleepquiz.testsupport;

/** A broker that can be stopped and started again on the same port and data. */
interface KafkaBroker extends AutoCloseable {

    static KafkaBroker started(Backend backend) {
        KafkaBroker broker = switch (backend) {
            case EMBEDDED -> new EmbeddedKafkaOfTests();
            case CONTAINERS -> new KafkaInContainer();
        };
        broker.start();
        return broker;
    }

    /** The same before and after a restart. */
    String bootstrapServers();

    void start();

    void stop();

    /** Stops it if it runs and deletes its data. */
    @Override
    void close();
}
