package org.sleepquiz.localtelegram;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens in a chat, told to everybody who has it open, and the toasts a person has seen. A listener that does
 * not keep up is dropped; its page connects again and starts from a fresh picture.
 */
final class ChatEvents implements Memory.Watcher, BotMethods.Watcher {

    private static final int QUEUED = 2_000;
    private static final int TOASTS = 1_000;

    /** One happening: {@code message}, {@code gone}, {@code answered}, {@code acting}, {@code keyboard} or {@code profile}. */
    record Event(String kind, JsonNode data) {}

    /** One open page. */
    static final class Listener {
        private final long chatId;
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(QUEUED);
        private volatile boolean lost;

        private Listener(long chatId) {
            this.chatId = chatId;
        }

        BlockingQueue<Event> events() {
            return events;
        }

        boolean lost() {
            return lost;
        }
    }

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Long, List<String>> toasts = new ConcurrentHashMap<>();

    Listener listen(long chatId) {
        Listener listener = new Listener(chatId);
        listeners.add(listener);
        return listener;
    }

    void leave(Listener listener) {
        listeners.remove(listener);
    }

    int listening() {
        return listeners.size();
    }

    List<String> toasts(long userId) {
        return List.copyOf(toasts.getOrDefault(userId, List.of()));
    }

    @Override
    public void message(Chat chat, Chat.Message message) {
        tell(chat.id(), new Event("message", picture(message)));
    }

    @Override
    public void gone(Chat chat, long messageId) {
        tell(chat.id(), new Event("gone", Json.object().put("id", messageId)));
    }

    @Override
    public void replyKeyboardChanged(Chat chat) {
        tell(chat.id(), new Event("keyboard", replyKeyboard(chat)));
    }

    /** The keyboard below the field in which the person writes, as rows; no rows if there is none. */
    static ArrayNode replyKeyboard(Chat chat) {
        ArrayNode rows = Json.array();
        if (chat.replyKeyboard != null) {
            for (JsonNode row : chat.replyKeyboard.path("keyboard")) {
                ArrayNode buttons = rows.addArray();
                row.forEach(button -> buttons.addObject()
                        .put("text", Conversations.label(button))
                        .put("location", button.path("request_location").asBoolean()));
            }
        }
        return rows;
    }

    @Override
    public void profileChanged() {
        for (Listener listener : listeners) {
            offer(listener, new Event("profile", Json.object()));
        }
    }

    @Override
    public void answered(long userId, Memory.Callback callback, String text, boolean alert) {
        List<String> seen = toasts.computeIfAbsent(userId, id -> new CopyOnWriteArrayList<>());
        seen.add(text);
        if (seen.size() > TOASTS) {
            seen.remove(0);
        }
        tell(
                callback.chatId(),
                new Event(
                        "answered",
                        Json.object()
                                .put("query", callback.id())
                                .put("message", callback.messageId())
                                .put("data", callback.data())
                                .put("text", text)
                                .put("alert", alert)));
    }

    @Override
    public void acting(long chatId, String action) {
        tell(chatId, new Event("acting", Json.object().put("action", action)));
    }

    private void tell(long chatId, Event event) {
        for (Listener listener : listeners) {
            if (listener.chatId == chatId) {
                offer(listener, event);
            }
        }
    }

    private static void offer(Listener listener, Event event) {
        if (!listener.events.offer(event)) {
            listener.lost = true;
        }
    }

    /** A message as the page draws it; its text is drawn from entities, so no markup travels. */
    static ObjectNode picture(Chat.Message message) {
        JsonNode json = message.json();
        FormattedText text = message.text();
        ObjectNode picture = Json.object()
                .put("id", message.id())
                .put("fromBot", message.fromBot())
                .put("at", message.sentAt().toEpochMilli())
                .put("edited", message.edits() > 0)
                .put("text", text.text());
        picture.set("entities", text.entities());
        ArrayNode rows = picture.putArray("keyboard");
        json.path("reply_markup").path("inline_keyboard").forEach(rows::add);
        if (json.has("photo")) {
            JsonNode photo = json.path("photo").path(0);
            picture.putObject("photo")
                    .put("url", "/chat/api/files/" + photo.path("file_id").asString())
                    .put("width", photo.path("width").asInt())
                    .put("height", photo.path("height").asInt());
        }
        if (json.has("document")) {
            JsonNode document = json.path("document");
            picture.putObject("document")
                    .put("url", "/chat/api/files/" + document.path("file_id").asString())
                    .put("name", document.path("file_name").asString())
                    .put("size", document.path("file_size").asLong());
        }
        if (json.has("location")) {
            picture.set("location", json.path("location"));
        }
        if (json.has("reply_to_message")) {
            JsonNode quoted = json.path("reply_to_message");
            picture.putObject("reply")
                    .put("id", quoted.path("message_id").asLong())
                    .put(
                            "text",
                            quoted.path("text").asString(quoted.path("caption").asString("")));
        }
        return picture;
    }
}
