package org.sleepquiz.localtelegram;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Updates on their way to the bot, by long polling. Confirmed only when the bot asks with a higher offset: until
 * then it gets them again. A second poll ends the first one with 409, as in Telegram.
 */
final class UpdateQueue {

    private static final int REMEMBERED = 10_000;
    private static final Set<String> ONLY_ON_DEMAND =
            Set.of("chat_member", "message_reaction", "message_reaction_count");

    private final Memory memory;
    /** Delivered updates, for {@link #redeliver}; not kept over a restart. */
    private final Deque<Memory.Update> delivered = new ArrayDeque<>();

    private final Deque<Memory.Update> again = new ArrayDeque<>();
    private @Nullable Object currentPoll;

    UpdateQueue(Memory memory) {
        this.memory = memory;
    }

    /**
     * @param kind the field of Update it is, such as {@code message}
     * @return its id, or 0 if the bot does not want this kind
     */
    long add(String kind, ObjectNode content) {
        synchronized (memory) {
            JsonNode allowed = memory.setting("allowed_updates");
            boolean wanted = allowed == null || allowed.isEmpty()
                    ? !ONLY_ON_DEMAND.contains(kind)
                    : allowed.valueStream().anyMatch(type -> type.asString().equals(kind));
            return wanted ? memory.putUpdate(Json.object().set(kind, content)).id() : 0;
        }
    }

    /** @throws IllegalArgumentException if no update with that id was delivered since the start */
    void redeliver(long updateId) {
        synchronized (memory) {
            again.add(delivered.stream()
                    .filter(update -> update.id() == updateId)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("No delivered update " + updateId)));
            memory.notifyAll();
        }
    }

    /** An update to send once more, taken from the queue; none if there is none. */
    Memory.@Nullable Update pollAgain() {
        return again.poll();
    }

    void rememberDelivered(Memory.Update update) {
        if (delivered.isEmpty() || delivered.peekLast().id() < update.id()) {
            delivered.add(update);
            if (delivered.size() > REMEMBERED) {
                delivered.remove();
            }
        }
    }

    void allowOnly(JsonNode types) {
        synchronized (memory) {
            if (types.isArray()) {
                memory.putSetting("allowed_updates", types);
            }
        }
    }

    /** Forgets everything that waits. */
    void drop() {
        synchronized (memory) {
            again.clear();
            memory.confirmed(memory.lastUpdateId());
        }
    }

    /**
     * One getUpdates call.
     *
     * @param offset confirms everything below it; negative: keeps only that many from the end; 0: confirms nothing
     * @param timeout how long to wait for the first update
     * @throws RefusedCall 409 if a webhook is set or another poll takes over
     */
    ArrayNode poll(long offset, int limit, Duration timeout) throws InterruptedException {
        synchronized (memory) {
            if (memory.setting("webhook") != null) {
                throw RefusedCall.conflict("can't use getUpdates method while webhook is active; use deleteWebhook to"
                        + " delete the webhook first");
            }
            Object poll = new Object();
            currentPoll = poll;
            memory.notifyAll();
            memory.trim();
            confirm(offset);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (true) {
                List<Memory.Update> batch = batch(limit);
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (!batch.isEmpty() || left <= 0 || memory.closed()) {
                    currentPoll = null;
                    batch.forEach(this::rememberDelivered);
                    ArrayNode result = Json.array();
                    batch.forEach(update -> result.add(update.json()));
                    return result;
                }
                memory.wait(left);
                if (memory.setting("webhook") != null) {
                    throw RefusedCall.conflict("terminated by setWebhook request");
                }
                if (currentPoll != poll) {
                    throw RefusedCall.conflict("terminated by other getUpdates request; make sure that only one bot"
                            + " instance is running");
                }
            }
        }
    }

    private void confirm(long offset) {
        var waiting = memory.updates();
        if (offset > 0 && !waiting.isEmpty() && waiting.firstKey() < offset) {
            memory.confirmed(offset - 1);
        }
        if (offset < 0 && waiting.size() > -offset) {
            memory.confirmed(waiting.keySet().stream()
                    .skip(waiting.size() + offset - 1)
                    .findFirst()
                    .orElseThrow());
        }
    }

    private List<Memory.Update> batch(int limit) {
        List<Memory.Update> batch = new ArrayList<>();
        while (!again.isEmpty() && batch.size() < limit) {
            batch.add(again.remove());
        }
        memory.updates().values().stream().limit(limit - batch.size()).forEach(batch::add);
        return batch;
    }
}
