package org.sleepquiz.bot.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.testsupport.security.Nonsense;

/** Whatever Telegram may deliver is taken, comes to an end, and holds nobody else up. */
class AnyUpdateIT {

    private static final AtomicLong UPDATE_IDS = new AtomicLong(10_000_000);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static DeliveringGateway gateway;

    @BeforeContainer
    static void start() {
        gateway = DeliveringGateway.start();
        AnyUpdate.PEOPLE.forEach(id -> gateway.telegram.person(id, "Eva", "en"));
    }

    @AfterContainer
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Provide
    Arbitrary<String> updates() {
        return Arbitraries.of(AnyUpdate.kinds())
                .flatMap(kind -> Arbitraries.randomValue(
                        random -> new AnyUpdate(random, UPDATE_IDS).ofKind(kind).toString()));
    }

    @Property(tries = 250, shrinking = ShrinkingMode.OFF) // #5, regressions 13 and 37
    void everyKindOfUpdateIsTakenAndComesToAnEnd(@ForAll("updates") String update) {
        assertThat(gateway.deliver(update).statusCode()).as(update).isEqualTo(200);
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(gateway.kept("state = 'NEW'"))
                        .as("%s waits", update)
                        .isZero());
        assertThat(gateway.jdbc
                        .sql("select last_error from bot.inbox where state = 'PARKED'")
                        .query(String.class)
                        .list())
                .as("%s is parked", update)
                .isEmpty();
        assertThat(gateway.kept("payload is not null"))
                .as("nothing of it stays")
                .isZero();
    }

    @Provide
    Arbitrary<String> bodies() {
        return Nonsense.body("""
                {"update_id": 7, "message": {"message_id": 7, "date": 1764000000, "text": "/help",
                 "chat": {"id": -7, "type": "private"}, "from": {"id": -7, "is_bot": false, "language_code": "en"}}}
                """);
    }

    @Property(tries = 80) // #5, regression 37
    void whateverElseComesIsNoFailureOfOurs(@ForAll("bodies") String body) {
        assertThat(gateway.deliver(body).statusCode()).as(body).isIn(200, 413);
    }

    @Property(tries = 3) // #5
    void amongAllThatAnotherPersonIsAnswered(@ForAll("updates") String update) {
        LocalPerson person = gateway.telegram.person(831 + UPDATE_IDS.get(), "Bo", "en");
        gateway.deliver(update);
        person.types("/help");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(person.messages()).anyMatch(ChatMessage::fromBot));
    }
}
