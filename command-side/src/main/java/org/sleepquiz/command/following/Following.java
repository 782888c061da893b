package org.sleepquiz.command.following;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.axonframework.config.EventProcessingConfigurer;
import org.axonframework.eventhandling.ErrorContext;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventProcessor;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.eventstore.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * How one processor follows the log. It hears of every batch of this node that fails, for between two tries a processor shows
 * nothing; how far it is behind it reads from the positions that all nodes write down.
 */
public final class Following {

    /** Axon tries again after 60 s at most; what did not fail again by then goes on, here or on another node. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(120);

    /** From when on a processor is told to lag: longer than a batch that has to be sent again. */
    private static final Duration LAG = Duration.ofMinutes(1);

    private static final String TOKENS = "event_store.token_entry";

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final String processor;
    private final Clock clock;
    private final Supplier<Standing> standing;
    private final Map<String, Instant> failedAt = new ConcurrentHashMap<>(); // by event

    public Following(String processor, JdbcClient jdbc, Clock clock, MeterRegistry meters) {
        this.processor = processor;
        this.clock = clock;
        this.standing = Standing.of(processor, TOKENS, jdbc, clock);
        gauge("lag", "positions", "Between the newest event and the slowest segment", meters, Standing::positions);
        gauge(
                "lag.time",
                "seconds",
                "Age of the oldest event that is not handled yet",
                meters,
                found -> found.age().toMillis() / 1_000.0);
        gauge("gaps", null, "Positions passed over that may still be filled", meters, Standing::gaps);
        Gauge.builder("sleepquiz.processor.failing", () -> isFailing() ? 1 : 0)
                .description("1 while a batch of this node has failed and is to be tried again")
                .tag("processor", processor)
                .register(meters);
    }

    private void gauge(
            String name,
            @Nullable String unit,
            String description,
            MeterRegistry meters,
            ToDoubleFunction<Standing> figure) {
        // a gauge that throws is not a number: nothing is known while the database is away
        Gauge.builder("sleepquiz.processor." + name, () -> figure.applyAsDouble(standing.get()))
                .description(description)
                .baseUnit(unit)
                .tag("processor", processor)
                .register(meters);
    }

    /** Has every batch of the processor told here. */
    public void listenTo(EventProcessingConfigurer processing) {
        processing
                .registerErrorHandler(processor, axon -> this::failed)
                .registerHandlerInterceptor(processor, axon -> this::handle);
    }

    private void failed(ErrorContext context) throws Exception {
        Instant now = clock.instant();
        context.failedEvents().forEach(event -> failedAt.put(event.getIdentifier(), now));
        LOG.warn(
                "event=batch_failed processor={} events={} cause={}",
                processor,
                context.failedEvents().size(),
                context.error().getClass().getSimpleName());
        PropagatingErrorHandler.instance().handleError(context);
    }

    private Object handle(UnitOfWork<? extends EventMessage<?>> work, InterceptorChain chain) throws Exception {
        String event = work.getMessage().getIdentifier();
        if (failedAt.containsKey(event)) {
            work.afterCommit(committed -> failedAt.remove(event));
        }
        return chain.proceed();
    }

    /** Whether events that have failed on this node wait for another try. */
    public boolean isFailing() {
        Instant forgotten = clock.instant().minus(FORGOTTEN_AFTER);
        failedAt.values().removeIf(forgotten::isAfter);
        return !failedAt.isEmpty();
    }

    /**
     * Down if the processor stands still for good. One that fails or lags is degraded, which is told and no more: the commands of
     * this node go on.
     */
    public Health.Builder health(EventProcessor following) {
        Health.Builder health = following.isRunning() ? Health.up() : Health.down();
        boolean failing = isFailing() || following.isError();
        health.withDetail("running", following.isRunning()).withDetail("failing", failing);
        try {
            Standing found = standing.get();
            return health.withDetail("behindPositions", found.positions())
                    .withDetail("behindSeconds", found.age().toSeconds())
                    .withDetail("gaps", found.gaps())
                    .withDetail("degraded", failing || found.age().compareTo(LAG) > 0);
        } catch (DataAccessException | TransactionException away) {
            // the database has a health of its own
            return health.withDetail("behindPositions", "unknown").withDetail("degraded", true);
        }
    }
}
