package org.sleepquiz.command.publishing;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventSerializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
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
 * The topic as a place to send to, a batch in a transaction of Kafka's. Each sender has a producer, known to the brokers by the
 * sender's name: whoever begins under that name, on any node, ends what somebody else has begun and not committed. So a node
 * that stood still and was succeeded meanwhile brings nothing any more, which could be older than what its successor has sent.
 *
 * <p>The first record that fails ends its producer, and with it every record handed over after it: else a later event of the same user
 * could be stored without the one before. The next batch gets a new producer.
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
            // what nobody goes on with holds up those who read what is committed
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000,
            ProducerConfig.LINGER_MS_CONFIG, 5,
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");

    private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final TopicSettings settings;
    private final Map<String, Object> producerConfig;
    private final Map<String, Object> adminConfig;
    private final Map<String, Producer<String, CloudEvent>> producers = new HashMap<>(); // by sender; guarded by this

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
     * Begins a batch.
     *
     * @param sender who has one at a time, whichever node they are on
     * @throws KafkaException if Kafka cannot be reached at all
     */
    Batch begin(String sender) {
        Producer<String, CloudEvent> producer = producer(sender);
        try {
            producer.beginTransaction();
        } catch (KafkaException | IllegalStateException unusable) {
            end(sender, producer);
            throw new KafkaException("the batch before was not brought to its end", unusable);
        }
        return new Batch(sender, producer);
    }

    /** Records that arrive in the order in which they are handed over, as far as they have the same key; all of them, or none. */
    final class Batch {

        private final String sender;
        private final Producer<String, CloudEvent> producer;
        private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();

        private Batch(String sender, Producer<String, CloudEvent> producer) {
            this.sender = sender;
            this.producer = producer;
        }

        /**
         * Hands a record over.
         *
         * @throws KafkaException if an earlier record has failed, or the sender has begun another batch elsewhere
         */
        void send(String key, CloudEvent event) {
            try {
                producer.send(new ProducerRecord<>(settings.topic(), key, event), (metadata, failure) -> {
                    if (failure != null && failed.compareAndSet(null, failure)) {
                        abandon();
                    }
                });
            } catch (KafkaException | IllegalStateException refused) {
                throw failure(refused);
            }
        }

        /**
         * Waits until every record is stored by all in-sync replicas, and can be read.
         *
         * @throws KafkaException if one was not; all have to be sent again
         */
        void commit() {
            try {
                producer.flush();
                producer.commitTransaction();
            } catch (KafkaException | IllegalStateException refused) {
                throw failure(refused);
            }
        }

        /** Ends it unfinished. What was stored of it nobody reads who reads what is committed. */
        void abandon() {
            end(sender, producer);
        }

        private KafkaException failure(RuntimeException refused) {
            abandon();
            Exception first = failed.get();
            return new KafkaException("the batch was not stored", first == null ? refused : first);
        }
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

    private synchronized Producer<String, CloudEvent> producer(String sender) {
        Producer<String, CloudEvent> known = producers.get(sender);
        if (known != null) {
            return known;
        }
        ensureTopic();
        Map<String, Object> its = new HashMap<>(producerConfig);
        its.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.topic() + "/" + sender);
        Producer<String, CloudEvent> made = new KafkaProducer<>(its);
        try {
            made.initTransactions();
        } catch (KafkaException unreachable) {
            made.close(Duration.ZERO);
            throw unreachable;
        }
        producers.put(sender, made);
        return made;
    }

    private void end(String sender, Producer<String, CloudEvent> failed) {
        synchronized (this) {
            if (!producers.remove(sender, failed)) {
                return;
            }
        }
        LOG.warn("event=producer_ended sender={} reason=batch_not_stored", sender);
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
        List<Producer<String, CloudEvent>> last;
        synchronized (this) {
            last = List.copyOf(producers.values());
            producers.clear();
        }
        // outside the lock, which the callbacks of their last records may need
        last.forEach(producer -> producer.close(CLOSE_PATIENCE));
    }
}
