package org.sleepquiz.testsupport;

/**
 * Kafka for tests. Call it from a test or a {@code @BeforeAll} method, not from a static initialiser: where no broker can be
 * had the call skips the test, and an initialiser cannot be skipped.
 */
public final class TestKafka implements AutoCloseable {

    private final KafkaBroker broker;
    private final boolean own;

    private TestKafka(KafkaBroker broker, boolean own) {
        this.broker = broker;
        this.own = own;
    }

    /** The broker that all tests of this JVM share. Tests keep apart by the names of their topics and groups. */
    public static TestKafka shared() {
        Backend.CHOSEN.assumeAvailable();
        return Shared.KAFKA;
    }

    /** A broker of the caller's own, started; to be stopped, started again and closed at will. */
    public static TestKafka ownBroker() {
        Backend.CHOSEN.assumeAvailable();
        return new TestKafka(KafkaBroker.started(Backend.CHOSEN), true);
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /**
     * Stops the broker. Its data stay.
     *
     * @throws IllegalStateException if the broker is shared
     */
    public void stop() {
        requireOwn();
        broker.stop();
    }

    /** Starts the stopped broker on the same port and data. */
    public void start() {
        requireOwn();
        broker.start();
    }

    /**
     * Stops the broker for good and deletes its data.
     *
     * @throws IllegalStateException if the broker is shared
     */
    @Override
    public void close() {
        requireOwn();
        broker.close();
    }

    private void requireOwn() {
        if (!own) {
            throw new IllegalStateException("other tests use the shared broker, take ownBroker()");
        }
    }

    private static final class Shared {

        static final TestKafka KAFKA = new TestKafka(KafkaBroker.started(Backend.CHOSEN), false);

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(KAFKA.broker::close, "test-kafka-end"));
        }
    }
}
