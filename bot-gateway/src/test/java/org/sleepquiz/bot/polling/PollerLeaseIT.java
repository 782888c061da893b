package org.sleepquiz.bot.polling;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.sleepquiz.bot.BotDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

class PollerLeaseIT {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T07:00:00Z"));

    @AutoClose
    private final HikariDataSource pool = BotDatabase.fresh().pool(2);

    private PollerLease ofANode() {
        InstantSource source = now::get;
        return new PollerLease(JdbcClient.create(pool), "700100", source.withZone(ZoneOffset.UTC));
    }

    private void passes(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Test // #3, regression 35
    void aNodeThatDiesIsSucceededWithinSecondsHoweverLongItsPoll() {
        PollerLease dead = ofANode();
        PollerLease other = ofANode();
        assertThat(dead.hold()).isTrue();
        assertThat(other.hold()).isFalse();
        passes(PollerLease.LENGTH.plusMillis(1));
        assertThat(other.hold()).isTrue();
        assertThat(PollerLease.LENGTH).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test // #5
    void aNodeThatDiesWithItsClockFarAheadHoldsNobodyUp() {
        PollerLease other = ofANode();
        passes(Duration.ofHours(26));
        assertThat(ofANode().hold()).isTrue();
        passes(Duration.ofHours(-26));
        assertThat(other.hold()).isTrue();
    }

    @Test // #5
    void clocksMayDifferByAsMuchAsALeaseIsLong() {
        PollerLease ahead = ofANode();
        PollerLease other = ofANode();
        passes(PollerLease.LENGTH);
        assertThat(ahead.hold()).isTrue();
        passes(PollerLease.LENGTH.negated());
        assertThat(other.hold()).isFalse();
    }

    @Test // #3, regression 35
    void aLeaseThatIsRenewedOutlastsALongPollAndOneRenewalThatFails() {
        PollerLease polling = ofANode();
        PollerLease other = ofANode();
        assertThat(polling.hold()).isTrue();
        for (int renewals = 0; renewals < 8; renewals++) {
            passes(PollerLease.RENEWAL.multipliedBy(2));
            assertThat(other.hold()).isFalse();
            polling.renew();
        }
        assertThat(polling.hold()).isTrue();
    }

    @Test // #3, regression 35
    void aLeaseThatWasLostIsNotTakenBackByARenewal() {
        PollerLease slow = ofANode();
        PollerLease other = ofANode();
        assertThat(slow.hold()).isTrue();
        passes(PollerLease.LENGTH.plusMillis(1));
        slow.renew();
        assertThat(other.hold()).isTrue();
        slow.renew();
        assertThat(slow.hold()).isFalse();
        other.release();
        assertThat(slow.hold()).isTrue();
    }
}
