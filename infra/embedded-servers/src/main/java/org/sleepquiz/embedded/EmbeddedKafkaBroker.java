package org.sleepquiz.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka of one node, broker and controller in one, started in this JVM and reachable on the loopback address.
 *
 * <p>New topics have 12 partitions and nothing is replicated. A durable one flushes every batch to disk before it is
 * acknowledged: there is no replica that would have it after a power failure.
 */
public final class EmbeddedKafkaBroker implements AutoCloseable {

    private static final String SERVER = "Kafka";
    private static final int NODE_ID = 1;
    private static final Duration ABANDON_LIMIT = Duration.ofSeconds(5);

    private final OwnedDirectory directory;
    private final KafkaRaftServer broker;
    private final int port;
    private boolean closed;

    private EmbeddedKafkaBroker(OwnedDirectory directory, KafkaRaftServer broker, int port) {
        this.directory = directory;
        this.broker = broker;
        this.port = port;
    }

    /**
     * Starts on the data in a directory, or on none if the directory is new, and keeps them.
     *
     * @param port on the loopback address; 0 for a free one
     * @throws ServerNotStarted if the directory or the port is in use, or Kafka refuses to start
     */
    public static EmbeddedKafkaBroker start(Path dataDir, int port) {
        return start(dataDir, port, true);
    }

    /**
     * The same.
     *
     * @param durable whether what is acknowledged survives a power failure
     */
    public static EmbeddedKafkaBroker start(Path dataDir, int port, boolean durable) {
        return start(OwnedDirectory.hold(dataDir, SERVER), port, durable);
    }

    /** Starts on no data and a free port, and deletes all data at the end: for tests and demonstrations. */
    public static EmbeddedKafkaBroker temporary() {
        return start(OwnedDirectory.temporary(SERVER), 0, false);
    }

    private static EmbeddedKafkaBroker start(OwnedDirectory directory, int wantedPort, boolean durable) {
        QuietLogs.apply();
        try {
            int port = Loopback.portFor(wantedPort);
            Loopback.requireFree(port, SERVER);
            Path log = directory.path().resolve("log");
            format(log);
            return new EmbeddedKafkaBroker(directory, launch(log, port, durable), port);
        } catch (RuntimeException failed) {
            directory.close();
            throw failed;
        }
    }

    /** Gives a new directory its identity; a formatted one keeps what it has. */
    private static void format(Path log) {
        if (Files.exists(log.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(log.toString())
                    .setMetadataLogDirectory(log.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (Exception failed) {
            throw new ServerNotStarted(SERVER + " cannot start: its storage cannot be formatted", failed);
        }
    }

    private static KafkaRaftServer launch(Path log, int port, boolean durable) {
        KafkaConfig config = new KafkaConfig(settings(log, port, Loopback.freePort(), durable), false);
        try {
            KafkaRaftServer broker = new KafkaRaftServer(config, Time.SYSTEM);
            startOrStop(broker);
            return broker;
        } catch (RuntimeException failed) {
            throw new ServerNotStarted(SERVER + " cannot start: " + failed.getMessage(), failed);
        }
    }

    private static void startOrStop(KafkaRaftServer broker) {
        try {
            broker.startup();
        } catch (RuntimeException failed) {
            abandon(broker);
            throw failed;
        }
    }

    /** Half a broker may wait minutes, or for ever, for the half that is not there: it gets its chance and no more. */
    private static void abandon(KafkaRaftServer broker) {
        Thread end = new Thread(() -> stop(broker), "kafka-abandoned");
        end.setDaemon(true);
        end.start();
        try {
            end.join(ABANDON_LIMIT.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> settings(Path log, int port, int controllerPort, boolean durable) {
        String client = "CLIENT://" + Loopback.ADDRESS + ":" + port;
        String controller = Loopback.ADDRESS + ":" + controllerPort;
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@" + controller);
        settings.put("listeners", client + ",CONTROLLER://" + controller);
        settings.put("advertised.listeners", client);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", log.toString());

        settings.put("num.partitions", "12");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        if (durable) {
            settings.put("log.flush.interval.messages", "1");
        }

        // a killed broker is taken for alive that long, and its successor waits; nobody else could take over meanwhile
        settings.put("broker.session.timeout.ms", "3000"); // 9 s by default
        settings.put("broker.heartbeat.interval.ms", "500");

        // one small machine: no waiting for further members of a group, few threads, small buffers
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.retention.check.interval.ms", "10000"); // what is too old goes soon, not within 5 minutes
        settings.put("log.initial.task.delay.ms", "10000");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304"); // bytes; 128 MiB of heap by default
        settings.put("log.index.size.max.bytes", "1048576"); // bytes, two per partition; 10 MiB by default
        return settings;
    }

    public int port() {
        return port;
    }

    /** As clients want it: address and port. */
    public String bootstrapServers() {
        return Loopback.ADDRESS + ":" + port;
    }

    /** Where the data are. */
    Path directory() {
        return directory.path();
    }

    /** Stops the broker and waits until it is gone; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            stop(broker);
            directory.close();
        }
    }

    private static void stop(KafkaRaftServer broker) {
        broker.shutdown();
        broker.awaitShutdown();
    }
}
