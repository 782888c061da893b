package org.sleepquiz.localtelegram;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Updates on their way to the bot, by webhook: in order within a chat, chats beside each other, at most
 * {@code max_connections} at a time. Anything but a 2xx is tried again, from 100 ms on doubling up to 30 s, for as
 * long as the update lives.
 */
final class WebhookDelivery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookDelivery.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private record Waiting(int attempts, long untilNanos) {}

    private final Memory memory;
    private final UpdateQueue queue;
    private final Consumer<ObjectNode> callInReply;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Set<Long> inFlight = new HashSet<>();
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private final Thread thread = new Thread(this::run, "local-telegram-webhook");

    /** @param callInReply takes a method call that the bot put into its reply to an update */
    WebhookDelivery(Memory memory, UpdateQueue queue, Consumer<ObjectNode> callInReply) {
        this.memory = memory;
        this.queue = queue;
        this.callInReply = callInReply;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!memory.closed()) {
                List<Memory.Update> due;
                JsonNode webhook;
                synchronized (memory) {
                    webhook = memory.setting("webhook");
                    due = webhook == null
                            ? List.of()
                            : due(webhook.path("max_connections").asInt(40));
                    if (due.isEmpty() && !memory.closed()) {
                        memory.wait(millisToNextTry());
                        continue;
                    }
                    due.forEach(update -> inFlight.add(update.id()));
                }
                for (Memory.Update update : due) {
                    send(webhook, update);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // asked to stop
        }
    }

    private List<Memory.Update> due(int mostAtOnce) {
        List<Memory.Update> due = new ArrayList<>();
        for (Memory.Update again = queue.pollAgain(); again != null; again = queue.pollAgain()) {
            due.add(again);
        }
        memory.trim();
        waiting.keySet().retainAll(memory.updates().keySet());
        Set<Long> busyChats = new HashSet<>();
        for (Memory.Update update : memory.updates().values()) {
            if (inFlight.size() + due.size() >= mostAtOnce) {
                break;
            }
            Waiting wait = waiting.get(update.id());
            boolean first = busyChats.add(chatOf(update.json()));
            if (first && !inFlight.contains(update.id()) && (wait == null || wait.untilNanos() <= System.nanoTime())) {
                due.add(update);
            }
        }
        return due;
    }

    private static long chatOf(ObjectNode update) {
        for (var field : update.properties()) {
            JsonNode content = field.getValue();
            JsonNode chat = content.has("message") ? content.path("message").path("chat") : content.path("chat");
            if (chat.has("id")) {
                return chat.path("id").asLong();
            }
            if (content.has("from")) {
                return content.path("from").path("id").asLong();
            }
        }
        return 0;
    }

    /** 0 = until something changes. */
    private long millisToNextTry() {
        if (memory.setting("webhook") == null) {
            return 0;
        }
        return waiting.entrySet().stream()
                .filter(wait -> !inFlight.contains(wait.getKey()))
                .mapToLong(wait -> Math.max(1, (wait.getValue().untilNanos() - System.nanoTime()) / 1_000_000 + 1))
                .min()
                .orElse(0);
    }

    private void send(JsonNode webhook, Memory.Update update) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(webhook.path("url").asString()))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.MAPPER.writeValueAsString(update.json())));
        if (webhook.has("secret_token")) {
            request.header(
                    "X-Telegram-Bot-Api-Secret-Token",
                    webhook.path("secret_token").asString());
        }
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).whenComplete((response, failure) -> {
            if (failure != null) {
                failed(update, "Connection failed: " + failure.getClass().getSimpleName());
            } else if (response.statusCode() / 100 != 2) {
                failed(update, "Wrong response from the webhook: " + response.statusCode());
            } else {
                arrived(update, response.body());
            }
        });
    }

    private void arrived(Memory.Update update, String reply) {
        synchronized (memory) {
            inFlight.remove(update.id());
            waiting.remove(update.id());
            if (memory.closed()) {
                return; // nothing is kept any more; it will come again after the restart
            }
            queue.rememberDelivered(update);
            if (memory.updates().containsKey(update.id())) {
                memory.removeUpdate(update.id());
            }
            memory.notifyAll();
        }
        parsedCall(reply).ifPresent(callInReply);
    }

    private static Optional<ObjectNode> parsedCall(String reply) {
        if (reply.isBlank()) {
            return Optional.empty();
        }
        try {
            return Json.MAPPER.readTree(reply) instanceof ObjectNode call && call.has("method")
                    ? Optional.of(call)
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty(); // any text is a fine reply; only a JSON object can be a call
        }
    }

    private void failed(Memory.Update update, String why) {
        LOG.info("webhook update={} not delivered: {}", update.id(), why);
        synchronized (memory) {
            inFlight.remove(update.id());
            if (memory.closed()) {
                return;
            }
            int attempts = waiting.getOrDefault(update.id(), new Waiting(0, 0)).attempts() + 1;
            long millis = Math.min(LONGEST_WAIT.toMillis(), 50L << Math.min(attempts, 20));
            waiting.put(update.id(), new Waiting(attempts, System.nanoTime() + millis * 1_000_000));
            remember(why);
            memory.notifyAll();
        }
    }

    private void remember(String why) {
        @Nullable JsonNode webhook = memory.setting("webhook");
        if (webhook instanceof ObjectNode set) {
            memory.putSetting(
                    "webhook",
                    set.deepCopy()
                            .put("last_error_date", memory.now().getEpochSecond())
                            .put("last_error_message", why));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
