package org.sleepquiz.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.tokenstore.AbstractTokenEntry;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The machine's clock, set forward or back while the process runs. It takes the place of the side's own {@link Clock} and of those by
 * which Axon stamps events and judges the claims of other nodes.
 */
final class JumpingClock extends Clock {

    private final ZoneId zone;
    private final AtomicReference<Duration> offset;

    JumpingClock(ZoneId zone) {
        this(zone, new AtomicReference<>(Duration.ZERO));
    }

    private JumpingClock(ZoneId zone, AtomicReference<Duration> offset) {
        this.zone = zone;
        this.offset = offset;
    }

    /** @param ahead of the true time; negative for behind */
    void jump(Duration ahead) {
        offset.set(ahead);
    }

    void install(ConfigurableApplicationContext side) {
        GenericEventMessage.clock = this;
        AbstractTokenEntry.clock = this;
        side.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Clock ? JumpingClock.this : bean;
            }
        });
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(offset.get());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new JumpingClock(other, offset);
    }
}
