package org.sleepquiz.bot.prompts;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.data.Forgetting;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.prompts.EventReader.Erased;
import org.sleepquiz.bot.prompts.EventReader.ToSay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the topic of events and keeps what is to be said, before the offset moves: what is read twice is known by its id. An absence
 * of the brokers or of the database disturbs nothing but this; it is shown in health and ends with the next attempt that succeeds.
 */
final class EventFeed implements SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

    private static final Duration POLL = Duration.ofSeconds(1);
    /** After so long without a record we ask whether the brokers are there at all: a poll does not tell. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final Duration ASKING = Duration.ofSeconds(5);
    private static final Duration STOPPING = Duration.ofSeconds(10);
    private static final BackOff AWAY = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(15));

    private enum State {
        STOPPED,
        STARTING,
        READING,
        AWAY
    }

    private final KafkaSettings settings;
    private final Outgoing outgoing;
    private final Forgetting forgetting;
    private final Runnable kept;
    private final Clock clock;

    private CountDownLatch stopping = new CountDownLatch(0);
    private @Nullable Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private volatile State state = State.STOPPED;

    /** @param kept told when there is something new to be said */
    EventFeed(
            KafkaSettings settings,
            Outgoing outgoing,
            Forgetting forgetting,
            Runnable kept,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.outgoing = outgoing;
        this.forgetting = forgetting;
        this.kept = kept;
        this.clock = clock;
        Gauge.builder("sleepquiz.bot.feed.away", this, feed -> feed.state == State.AWAY ? 1 : 0)
                .description("1 while the topic of events cannot be read")
                .register(meters);
    }

    @Override
    public synchronized void start() {
        stopping = new CountDownLatch(1);
        state = State.STARTING;
        thread = new Thread(this::run, "event-feed");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void stop() {
        if (thread == null) {
            return;
        }
        stopping.countDown();
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(STOPPING.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        thread = null;
        state = State.STOPPED;
    }

    @Override
    public boolean isRunning() {
        return state != State.STOPPED;
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void run() {
        for (int failures = 0; !isStopping(); failures++) {
            Instant began = clock.instant();
            try {
                read();
            } catch (WakeupException stopped) {
                LOG.debug("event=feed-stopped");
            } catch (Throwable failure) { // also errors: a feed that dies makes a bot that is never the first to speak
                if (began.plus(SILENCE.multipliedBy(2)).isBefore(clock.instant())) {
                    failures = 0; // it had been well in between
                }
                Duration pause = AWAY.after(failures);
                state = State.AWAY;
                LOG.warn(
                        "event=feed-failed pause={} cause={}",
                        pause,
                        failure.getClass().getSimpleName());
                pause(pause);
            }
        }
    }

    private void pause(Duration pause) {
        try {
            stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (KafkaConsumer<String, byte[]> open =
                new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer = open;
            open.subscribe(List.of(settings.topic()));
            Instant heard = Instant.MIN;
            while (!isStopping()) {
                if (heard.plus(SILENCE).isBefore(clock.instant())) {
                    open.listTopics(ASKING); // throws if nobody answers
                    heard = clock.instant();
                    state = State.READING;
                }
                ConsumerRecords<String, byte[]> records = open.poll(POLL);
                if (!records.isEmpty()) {
                    keep(records);
                    open.commitSync();
                    heard = clock.instant();
                }
            }
        } finally {
            consumer = null;
        }
    }

    /** In the order of the records, so that what was to be said to somebody before they were erased is not said after. */
    private void keep(ConsumerRecords<String, byte[]> records) {
        List<Letter> letters = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            EventReader.read(record).ifPresent(told -> {
                if (told instanceof ToSay toSay) {
                    letters.add(toSay.letter());
                } else if (told instanceof Erased erased) {
                    outgoing.keep(letters);
                    letters.clear();
                    forgetting.erased(erased.userId(), erased.at());
                }
            });
        }
        if (!letters.isEmpty()) {
            outgoing.keep(letters);
            kept.run();
        }
    }

    private Map<String, Object> properties() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.bootstrap(),
                ConsumerConfig.GROUP_ID_CONFIG,
                settings.group(),
                ConsumerConfig.CLIENT_ID_CONFIG,
                settings.group(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                // a new group is told of everything that the topic still has: what is too late is not said, and who
                // was erased is forgotten
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                10_000, // ms: the topic may be made after us
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                10_000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000);
    }

    /** Never down: the gateway talks with people all the same. */
    @Override
    public Health health() {
        Health.Builder health = state == State.AWAY ? Health.unknown() : Health.up();
        return health.withDetail("feed", state.name()).build();
    }
}
