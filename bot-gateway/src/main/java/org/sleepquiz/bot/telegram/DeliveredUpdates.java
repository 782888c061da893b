package org.sleepquiz.bot.telegram;

import java.time.Clock;
import java.util.Optional;
import org.sleepquiz.bot.telegram.Telegram.Updates;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads updates that Telegram delivers by itself, each as a JSON object. */
public final class DeliveredUpdates {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final UpdateReader reader;

    public DeliveredUpdates(Clock clock) {
        this.reader = new UpdateReader(clock);
    }

    /** What was delivered; empty if it is no update at all. An update that does not concern us is counted as ignored. */
    public Optional<Updates> read(byte[] body) {
        JsonNode update;
        try {
            update = JSON.readTree(body);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
        return update != null && update.path("update_id").isIntegralNumber()
                ? Optional.of(reader.read(JSON.createArrayNode().add(update)))
                : Optional.empty();
    }
}
