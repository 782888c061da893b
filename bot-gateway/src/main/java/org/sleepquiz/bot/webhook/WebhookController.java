package org.sleepquiz.bot.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.telegram.DeliveredUpdates;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Telegram.Updates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes in what Telegram delivers. A 200 says that it need not come again: because it is durably kept, or was before, or because no
 * repetition would make sense of it. If it cannot be kept now, the failure is Telegram's to see, and it delivers once more. The
 * updates of one chat come one after the other, whatever the number of gateways.
 */
@Hidden
@RestController
@ConditionalOnProperty(name = "telegram.mode", havingValue = "webhook")
class WebhookController {

    static final String PATH = "/telegram/webhook";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookController.class);

    private final byte[] secret;
    private final DeliveredUpdates delivered;
    private final Inbox inbox;
    private final Consumer<List<Incoming>> arrived;
    private final Counter stored;
    private final Counter repeated;
    private final Counter ignored;
    private final Counter malformed;
    private final Counter forged;

    /** @param arrived told what has been stored for the first time */
    WebhookController(
            Webhook webhook, Inbox inbox, Consumer<List<Incoming>> arrived, MeterRegistry meters, Clock clock) {
        this.secret = webhook.secret().getBytes(StandardCharsets.UTF_8);
        this.delivered = new DeliveredUpdates(clock);
        this.inbox = inbox;
        this.arrived = arrived;
        this.stored = updates(meters, "stored");
        this.repeated = updates(meters, "repeated");
        this.ignored = updates(meters, "ignored");
        this.malformed = updates(meters, "malformed");
        this.forged = updates(meters, "forged");
    }

    private static Counter updates(MeterRegistry meters, String outcome) {
        return Counter.builder("sleepquiz.bot.updates")
                .description("Updates from Telegram, by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    @PostMapping(PATH)
    ResponseEntity<Void> deliver(
            @RequestHeader(name = "X-Telegram-Bot-Api-Secret-Token", required = false) @Nullable String proof,
            @RequestBody(required = false) byte @Nullable [] body) {
        if (!isTelegrams(proof)) {
            forged.increment();
            return ResponseEntity.status(HttpStatus.FORBIDDEN).build();
        }
        Optional<Updates> updates = body == null ? Optional.empty() : delivered.read(body);
        if (updates.isEmpty()) {
            malformed.increment();
            LOG.warn("event=malformed-update bytes={}", body == null ? 0 : body.length);
            return ResponseEntity.ok().build();
        }
        keep(updates.get());
        return ResponseEntity.ok().build();
    }

    /** In a time that tells nothing of how much of the secret was right. */
    private boolean isTelegrams(@Nullable String proof) {
        return proof != null && MessageDigest.isEqual(secret, proof.getBytes(StandardCharsets.UTF_8));
    }

    private void keep(Updates updates) {
        ignored.increment(updates.ignored());
        if (updates.incoming().isEmpty()) {
            return;
        }
        List<Incoming> fresh = inbox.keep(updates.incoming());
        stored.increment(fresh.size());
        repeated.increment(updates.incoming().size() - fresh.size());
        if (!fresh.isEmpty()) {
            arrived.accept(fresh);
        }
    }
}
