package org.sleepquiz.command.publishing;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventSerializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic as a place to send to. The first record that fails ends its producer, and with it every record handed over after
 * it: else a later event of the same user could be stored without the one before. The next record gets a new producer.
 */
class EventTopic implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventTopic.class);

    /**
     * What makes the topic complete and in order; not for an operator to change. One request at a time: a broker that has just become
     * the leader of a partition refuses what came a moment before, and takes from a producer that it does not know whatever comes
     * next. What is sent again after that is out of order, and there it stays, although the producer is idempotent.
     */
    private static final Map<String, Object> PROMISE = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            StringSerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            CloudEventSerializer.class);

    /** The times together stay below the time after which another node may take the token. */
    private static final Map<String, Object> PACE = Map.of(
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 4_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000,
            ProducerConfig.LINGER_MS_CONFIG, 5,
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");

    private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final TopicSettings settings;
    private final Map<String, Object> producerConfig;
    private final Map<String, Object> adminConfig;
    private @Nullable Producer<String, CloudEvent> producer; // guarded by this

    /**
     * @param producerConfig how to reach Kafka and at which pace; what this class promises is not left to it
     * @param adminConfig the same, for making the topic
     */
    EventTopic(TopicSettings settings, Map<String, Object> producerConfig, Map<String, Object> adminConfig) {
        this.settings = settings;
        this.producerConfig = new HashMap<>(PACE);
        this.producerConfig.putAll(producerConfig);
        this.producerConfig.putAll(PROMISE);
        this.adminConfig = new HashMap<>(adminConfig);
        this.adminConfig.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        this.adminConfig.put(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(TOPIC_PATIENCE.toMillis()));
    }

    /**
     * Begins a batch. It has one producer from beginning to end: were its later records sent by the successor of one that
     * failed with an earlier record, they would overtake it.
     *
     * @throws KafkaException if Kafka cannot be reached at all
     */
    Batch begin() {
        Producer<String, CloudEvent> current = producer();
        return (key, event) -> send(current, key, event);
    }

    /** Records that arrive in the order in which they are handed over, as far as they have the same key. */
    interface Batch {

        /**
         * Hands a record over.
         *
         * @return completes when all in-sync replicas have it, or with the failure
         * @throws KafkaException if an earlier record, of this batch or another, has failed
         */
        CompletableFuture<Void> send(String key, CloudEvent event);
    }

    private CompletableFuture<Void> send(Producer<String, CloudEvent> current, String key, CloudEvent event) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            current.send(new ProducerRecord<>(settings.topic(), key, event), (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.complete(null);
                } else {
                    end(current);
                    acknowledged.completeExceptionally(failure);
                }
            });
        } catch (IllegalStateException ended) {
            // another thread's record failed between our asking for the producer and our sending
            throw new KafkaException("the producer has ended", ended);
        }
        return acknowledged;
    }

    /** Whether Kafka answers. */
    boolean isReachable() {
        try (Admin admin = Admin.create(adminConfig)) {
            admin.describeCluster().nodes().get(TOPIC_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException away) {
            LOG.debug("event=kafka_away", away);
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * How many partitions the topic has; if it is not there yet, how many it would get.
     *
     * @throws KafkaException if Kafka does not say
     */
    int partitions() {
        try (Admin admin = Admin.create(adminConfig)) {
            return admin.describeTopics(List.of(settings.topic()))
                    .allTopicNames()
                    .get(TOPIC_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .get(settings.topic())
                    .partitions()
                    .size();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
                return settings.partitions();
            }
            throw new KafkaException("the topic cannot be described", failed.getCause());
        } catch (TimeoutException tooLong) {
            throw new KafkaException("Kafka does not answer", tooLong);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped while describing the topic", interrupted);
        }
    }

    private synchronized Producer<String, CloudEvent> producer() {
        if (producer == null) {
            ensureTopic();
            producer = new KafkaProducer<>(producerConfig);
        }
        return producer;
    }

    private void end(Producer<String, CloudEvent> failed) {
        synchronized (this) {
            if (producer != failed) {
                return;
            }
            producer = null;
        }
        LOG.warn("event=producer_ended reason=record_failed");
        failed.close(Duration.ZERO);
    }

    private void ensureTopic() {
        NewTopic topic = new NewTopic(settings.topic(), Optional.of(settings.partitions()), Optional.empty())
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(settings.retention().toMillis())));
        try (Admin admin = Admin.create(adminConfig)) {
            admin.createTopics(List.of(topic)).all().get(TOPIC_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("event=topic_made topic={} partitions={}", settings.topic(), settings.partitions());
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("the topic cannot be made", failed.getCause());
            }
        } catch (TimeoutException tooLong) {
            throw new KafkaException("Kafka does not answer", tooLong);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped while making the topic", interrupted);
        }
    }

    @Override
    public void close() {
        Producer<String, CloudEvent> last;
        synchronized (this) {
            last = producer;
            producer = null;
        }
        // outside the lock, which the callbacks of its last records may need
        if (last != null) {
            last.close(CLOSE_PATIENCE);
        }
    }
}
