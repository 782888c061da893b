package org.sleepquiz.httpedge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets no more in than the node can work on, and of one person no more than leaves room for the others. Whoever is refused has
 * touched nothing and is told when to come again: 503 when the node is full, 429 when it is the person who asks too much.
 *
 * <p>It stands behind the check of the token: what nobody has signed counts for no person. Health, metrics and documentation are
 * always let in.
 */
public final class Admission extends OncePerRequestFilter {

    /** Among the filters: behind the check of the token. */
    static final int ORDER = SecurityFilterProperties.DEFAULT_FILTER_ORDER + 1;

    private static final String API = "/api/";
    private static final String USERS = API + "v1/users/";

    /** What the address of a call ends with that takes many things in one body. */
    private static final String BATCH = ":batch";

    /** More people than could ask for something within the time for which their shares are kept. */
    private static final int MOST_SHARES = 100_000;

    private static final Duration SHARE_KEPT = Duration.ofMinutes(1);
    private static final int NODE_RESTS_SECONDS = 2;

    private final Limits limits;
    private final JsonMapper json;
    private final LongSupplier nanoTime;
    private final Semaphore room;
    private final Semaphore roomForBatches;
    private final Cache<String, Share> shares;
    private final Counter refusedByNode;
    private final Counter refusedByShare;

    /** @param nanoTime a clock that only goes forward */
    Admission(Limits limits, JsonMapper json, LongSupplier nanoTime, MeterRegistry meters) {
        this.limits = limits;
        this.json = json;
        this.nanoTime = nanoTime;
        this.room = new Semaphore(limits.inWork());
        this.roomForBatches = new Semaphore(limits.batchesInWork());
        this.shares = Caffeine.newBuilder()
                .maximumSize(MOST_SHARES)
                .expireAfterAccess(SHARE_KEPT)
                .ticker(nanoTime::getAsLong)
                .build();
        this.refusedByNode = refused(meters, "node");
        this.refusedByShare = refused(meters, "user");
        Gauge.builder("sleepquiz.http.in.work", () -> limits.inWork() - room.availablePermits())
                .description("Requests that are being worked on")
                .register(meters);
    }

    private static Counter refused(MeterRegistry meters, String by) {
        return Counter.builder("sleepquiz.http.refused")
                .description("Requests that were told to come again, by whose limit was reached")
                .tag("limit", by)
                .register(meters);
    }

    /**
     * How much a node takes.
     *
     * @param inWork requests at a time; with Java 17 those beyond Tomcat's 200 threads wait in their connections instead
     * @param batchesInWork of them, those that bring up to 1,000 commands each
     * @param inWorkOfUser requests of one person at a time; a person's commands wait for each other
     * @param perSecondOfUser requests of one person in the long run
     * @param burstOfUser requests of one person who has rested
     */
    @ConfigurationProperties("sleepquiz.http.admission")
    public record Limits(
            @DefaultValue("512") int inWork,
            @DefaultValue("2") int batchesInWork,
            @DefaultValue("128") int inWorkOfUser,
            @DefaultValue("100") int perSecondOfUser,
            @DefaultValue("500") int burstOfUser) {

        public Limits {
            if (inWork < 1 || batchesInWork < 1 || inWorkOfUser < 1 || perSecondOfUser < 1 || burstOfUser < 1) {
                throw new IllegalArgumentException("sleepquiz.http.admission.* must be at least 1");
            }
            if (burstOfUser > perSecondOfUser * SHARE_KEPT.toSeconds()) {
                // a share that is forgotten earlier than it is made up for would be given out twice
                throw new IllegalArgumentException(
                        "sleepquiz.http.admission.burst-of-user is at most what comes up within a minute");
            }
        }
    }

    /** Puts the admission before a side's controllers; the side imports this. */
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(Limits.class)
    public static class AtTheDoor {

        @Bean
        FilterRegistrationBean<Admission> admission(Limits limits, JsonMapper json, MeterRegistry meters) {
            FilterRegistrationBean<Admission> registration =
                    new FilterRegistrationBean<>(new Admission(limits, json, System::nanoTime, meters));
            registration.setOrder(ORDER);
            return registration;
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getServletPath().startsWith(API);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Share> share = person(request.getServletPath()).map(user -> shares.get(user, none -> new Share()));
        long waitNanos = share.map(Share::enter).orElse(0L);
        if (waitNanos > 0) {
            refusedByShare.increment();
            refuse(
                    response,
                    ProblemCode.TOO_MANY_REQUESTS,
                    "This user asks for too much at a time",
                    seconds(waitNanos));
            return;
        }
        boolean isBatch = request.getServletPath().endsWith(BATCH);
        if (!enter(isBatch)) {
            share.ifPresent(Share::leave);
            refusedByNode.increment();
            refuse(response, ProblemCode.TRY_LATER, "There is too much to do now; try again", NODE_RESTS_SECONDS);
            return;
        }
        Leaving leaving = new Leaving(isBatch, share);
        try {
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(leaving);
            } else {
                leaving.leave();
            }
        }
    }

    private static Optional<String> person(String path) {
        if (!path.startsWith(USERS)) {
            return Optional.empty();
        }
        int end = path.indexOf('/', USERS.length());
        return Optional.of(path.substring(USERS.length(), end < 0 ? path.length() : end));
    }

    private boolean enter(boolean isBatch) {
        if (isBatch && !roomForBatches.tryAcquire()) {
            return false;
        }
        if (room.tryAcquire()) {
            return true;
        }
        if (isBatch) {
            roomForBatches.release();
        }
        return false;
    }

    private static long seconds(long nanos) {
        return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
    }

    private void refuse(HttpServletResponse response, ProblemCode code, String detail, long retryAfterSeconds)
            throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfterSeconds));
        HttpEdge.write(response, json, code.problem(detail));
    }

    /** How many people's shares are kept. */
    long people() {
        shares.cleanUp();
        return shares.estimatedSize();
    }

    /** What one person has asked for lately, as the instant at which all of it is made up for. */
    private final class Share {

        private final long nanosEach = TimeUnit.SECONDS.toNanos(1) / limits.perSecondOfUser();
        private long madeUpAt = nanoTime.getAsLong(); // guarded by this, as the next
        private int inWork;

        /** Nanoseconds until there is room for another request; 0 if it may enter, and has. */
        synchronized long enter() {
            if (inWork == limits.inWorkOfUser()) {
                return nanosEach;
            }
            long now = nanoTime.getAsLong();
            long debt = Math.max(0, madeUpAt - now) + nanosEach;
            long tooMuch = debt - nanosEach * limits.burstOfUser();
            if (tooMuch > 0) {
                return tooMuch;
            }
            madeUpAt = now + debt;
            inWork++;
            return 0;
        }

        synchronized void leave() {
            inWork--;
        }
    }

    /** Gives back what a request took, once, when its reply is complete. */
    private final class Leaving implements AsyncListener {

        private final boolean isBatch;
        private final Optional<Share> share;
        private final AtomicBoolean left = new AtomicBoolean();

        Leaving(boolean isBatch, Optional<Share> share) {
            this.isBatch = isBatch;
            this.share = share;
        }

        void leave() {
            if (left.compareAndSet(false, true)) {
                share.ifPresent(Share::leave);
                room.release();
                if (isBatch) {
                    roomForBatches.release();
                }
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            leave();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // is completed next
        }

        @Override
        public void onError(AsyncEvent event) {
            // is completed next
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
