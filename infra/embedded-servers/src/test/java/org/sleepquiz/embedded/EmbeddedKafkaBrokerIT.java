package org.sleepquiz.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaBrokerIT {

    private static final String TOPIC = "nights";

    @TempDir
    private Path home;

    @Test // #2
    void aRestartOnTheSameDirectoryAndPortFindsRecordsAndOffsets() throws Exception {
        int port;
        try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(home, 0)) {
            port = broker.port();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, Optional.empty(), Optional.empty())))
                        .all()
                        .get();
                assertThat(admin.describeTopics(List.of(TOPIC))
                                .allTopicNames()
                                .get()
                                .get(TOPIC)
                                .partitions())
                        .hasSize(12);
            }
            send(broker, "first");
            assertThat(read(broker, 1)).containsExactly("first");
        }
        try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(home, port)) {
            assertThat(broker.port()).isEqualTo(port);
            send(broker, "second");
            assertThat(read(broker, 1)).as("the group goes on where it was").containsExactly("second");
        }
    }

    @Test // #2
    void aSecondStartOnTheSameDirectorySaysSo() {
        try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(home, 0)) {
            assertThat(broker.bootstrapServers()).startsWith(Loopback.ADDRESS + ":");
            assertThatThrownBy(() -> EmbeddedKafkaBroker.start(home, 0))
                    .isInstanceOf(ServerNotStarted.class)
                    .hasMessageContaining(home.toString())
                    .hasMessageContaining("in use by another running instance");
        }
    }

    @Test // #2
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Loopback.ADDRESS))) {
            assertThatThrownBy(() -> EmbeddedKafkaBroker.start(home, taken.getLocalPort()))
                    .isInstanceOf(ServerNotStarted.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    @Test // #2
    @Timeout(60)
    void aStartThatFailsHalfWaySaysSoSoon() throws IOException {
        EmbeddedKafkaBroker.start(home, 0).close();
        // Kafka's own lock, which it takes when much of it runs already
        try (FileChannel lockFile = FileChannel.open(
                        home.resolve("log/.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> EmbeddedKafkaBroker.start(home, 0))
                    .isInstanceOf(ServerNotStarted.class)
                    .hasMessageContaining("Kafka cannot start");
        }
    }

    @Test // #2
    void aStorageThatIsNotKafkasIsNamed() throws IOException {
        Files.createDirectory(home.resolve("log"));
        Files.writeString(home.resolve("log/meta.properties"), "version=1\nnode.id=7\ncluster.id=another\n");

        assertThatThrownBy(() -> EmbeddedKafkaBroker.start(home, 0))
                .isInstanceOf(ServerNotStarted.class)
                .hasMessageContaining("Kafka cannot start");
    }

    @Test // #2
    void aTemporaryBrokerLeavesNothingBehind() {
        EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.temporary();
        Path directory = broker.directory();
        assertThat(directory).exists();
        broker.close();
        broker.close();
        assertThat(directory).doesNotExist();
    }

    private static void send(EmbeddedKafkaBroker broker, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "42", value)).get();
        }
    }

    private static List<String> read(EmbeddedKafkaBroker broker, int count) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "group.id", "readers",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            List<String> values = new ArrayList<>();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                for (ConsumerRecord<String, String> received : consumer.poll(Duration.ofMillis(100))) {
                    values.add(received.value());
                }
                return values.size() >= count;
            });
            consumer.commitSync();
            return values;
        }
    }
}
