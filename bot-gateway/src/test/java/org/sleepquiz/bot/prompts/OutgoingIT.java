package org.sleepquiz.bot.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.sleepquiz.bot.BotDatabase;
import org.sleepquiz.messages.Language;
import org.springframework.jdbc.core.simple.JdbcClient;

class OutgoingIT {

    @AutoClose
    private final HikariDataSource pool = BotDatabase.fresh().pool(2);

    private Outgoing ofANodeThatIsAheadBy(Duration time) {
        return new Outgoing(JdbcClient.create(pool), Clock.offset(Clock.systemUTC(), time));
    }

    private static Letter prompt(String id) {
        return new Letter(id, 5, Letter.Kind.PROMPT, Language.EN, Instant.now(), LocalDate.of(2026, 11, 24), false);
    }

    @Test // #5
    void aNodeThatDiesWithItsClockFarAheadHoldsNothingUp() {
        Outgoing ahead = ofANodeThatIsAheadBy(Duration.ofHours(26));
        ahead.keep(List.of(prompt("one"), prompt("other")));
        assertThat(ahead.claim(1)).as("what the node died with").hasSize(1);
        Outgoing living = ofANodeThatIsAheadBy(Duration.ZERO);
        assertThat(living.isDue()).isTrue();
        assertThat(living.claim(5)).hasSize(2);
        assertThat(living.isDue()).as("the claims of the living").isFalse();
    }

    @Test // #5
    void whatIsPutOffForLongIsNotDueBeforeAndNeitherIsWhatAnotherSends() {
        Outgoing living = ofANodeThatIsAheadBy(Duration.ZERO);
        living.keep(List.of(prompt("one"), prompt("other")));
        living.postpone(living.claim(1).get(0), Duration.ofHours(20), false);
        assertThat(ofANodeThatIsAheadBy(Duration.ofMinutes(1)).claim(5)).hasSize(1);
        assertThat(living.isDue()).isFalse();
    }
}
