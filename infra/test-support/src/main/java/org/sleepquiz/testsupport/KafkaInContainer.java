package org.sleepquiz.testsupport;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The image is system property {@code backend.kafka.image}, {@code apache/kafka:4.2.1} unless it is set. */
final class KafkaInContainer implements KafkaBroker {

    private static final DockerImageName IMAGE = DockerImageName.parse(
                    System.getProperty("backend.kafka.image", "apache/kafka:4.2.1"))
            .asCompatibleSubstituteFor("apache/kafka");
    private static final int PORT_INSIDE = 9092;

    private final int port = RestartableContainer.freePort();
    private final KafkaContainer kafka = new KafkaContainer(IMAGE).withEnv("KAFKA_NUM_PARTITIONS", "12");
    private final RestartableContainer container = new RestartableContainer(kafka, port, PORT_INSIDE, this::answers);

    @Override
    public String bootstrapServers() {
        return kafka.getHost() + ":" + port;
    }

    private boolean answers() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "default.api.timeout.ms",
                "2000",
                "request.timeout.ms",
                "1000"))) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    @Override
    public void start() {
        container.start();
    }

    /** Process 1 is a shell that passes no signal on: unless the broker itself is told, it is killed after the time-out. */
    @Override
    public void stop() {
        container.stop("sh", "-c", "kill -TERM $(pidof java)");
    }

    @Override
    public void close() {
        container.close();
    }
}
