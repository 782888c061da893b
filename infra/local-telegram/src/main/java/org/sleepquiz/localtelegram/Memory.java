package org.sleepquiz.localtelegram;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything this Telegram remembers. Each change goes through {@link #put} or {@link #remove}, which apply it here
 * and append it to the journal; a restart applies the same lines again. Its monitor guards everything inside, and is
 * notified of each change, so that long polls and the webhook wait on it. Bounded: the last 500 messages of a chat,
 * 100 000 undelivered updates of at most 24 h (as long as Telegram keeps them).
 */
final class Memory implements AutoCloseable {

    static final int MESSAGES_PER_CHAT = 500;
    static final int UPDATES = 100_000;
    static final Duration UPDATE_LIFE = Duration.ofHours(24);
    static final Duration QUERY_LIFE = Duration.ofMinutes(15);
    private static final int CALLBACKS = 10_000;

    /** Told of every message that came, changed or went, under the monitor. */
    interface Watcher {
        void message(Chat chat, Chat.Message message);

        void gone(Chat chat, long messageId);

        void replyKeyboardChanged(Chat chat);

        /** Commands, descriptions or who is blocked. */
        void profileChanged();
    }

    /** An update waiting to be confirmed. */
    record Update(long id, ObjectNode json, Instant at) {}

    /** A tap on a button; what the bot answers it with goes to the person's toasts. */
    record Callback(String id, long chatId, long messageId, long userId, String data, Instant at, boolean answered) {}

    final Clock clock;
    private final FileStore files;
    private @Nullable Journal journal;
    private @Nullable Watcher watcher;

    private final Map<Long, Chat> chats = new LinkedHashMap<>();
    private final TreeMap<Long, Update> updates = new TreeMap<>();
    private final Map<String, Callback> callbacks = new LinkedHashMap<>();
    /** Commands, descriptions, menu buttons, the webhook and the allowed updates, by key. */
    private final Map<String, JsonNode> settings = new TreeMap<>();

    private long lastUpdateId;
    private boolean closed;

    private Memory(FileStore files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    static Memory open(@Nullable Path directory, Clock clock) {
        Memory memory = new Memory(new FileStore(directory == null ? null : directory.resolve("files")), clock);
        if (directory != null) {
            Journal journal = Journal.open(directory, memory::apply);
            memory.trim();
            memory.files.retainOnly(memory.chats.values().stream()
                    .flatMap(chat -> chat.messages.values().stream())
                    .flatMap(message -> FileStore.fileIds(message.json()).stream())
                    .collect(Collectors.toSet()));
            journal.compact(memory::everything);
            memory.journal = journal;
        }
        return memory;
    }

    void watchedBy(Watcher newWatcher) {
        watcher = newWatcher;
    }

    FileStore files() {
        return files;
    }

    synchronized boolean closed() {
        return closed;
    }

    // What there is

    Optional<Chat> chat(long id) {
        return Optional.ofNullable(chats.get(id));
    }

    Collection<Chat> chats() {
        return chats.values();
    }

    Optional<Callback> callback(String id) {
        return Optional.ofNullable(callbacks.get(id));
    }

    Collection<Callback> callbacks() {
        return callbacks.values();
    }

    TreeMap<Long, Update> updates() {
        return updates;
    }

    long lastUpdateId() {
        return lastUpdateId;
    }

    @Nullable JsonNode setting(String key) {
        return settings.get(key);
    }

    // What changes it

    void putChat(ObjectNode chat, @Nullable ObjectNode person, boolean blocked) {
        put("chat/" + chat.path("id").asLong(), chatValue(chat, person, blocked, 0));
        profileChanged();
    }

    Chat.Message putMessage(Chat chat, Chat.Message message) {
        put("message/" + chat.id() + "/" + message.id(), messageValue(message));
        if (watcher != null) {
            watcher.message(chat, message);
        }
        while (chat.messages.size() > MESSAGES_PER_CHAT) {
            removeMessage(chat, chat.messages.firstKey());
        }
        return message;
    }

    void removeMessage(Chat chat, long messageId) {
        remove("message/" + chat.id() + "/" + messageId);
        if (watcher != null) {
            watcher.gone(chat, messageId);
        }
    }

    /** @param markup a ReplyKeyboardMarkup; null for none any more */
    void putReplyKeyboard(Chat chat, @Nullable ObjectNode markup) {
        if (Objects.equals(markup, chat.replyKeyboard)) {
            return;
        }
        String key = "keyboard/" + chat.id();
        if (markup == null) {
            remove(key);
        } else {
            put(key, markup);
        }
        if (watcher != null) {
            watcher.replyKeyboardChanged(chat);
        }
    }

    Update putUpdate(ObjectNode content) {
        long id = lastUpdateId + 1;
        ObjectNode json = Json.object().put("update_id", id);
        json.setAll(content);
        put("update/" + id, Json.object().put("at", now().toEpochMilli()).set("update", json));
        trim();
        return new Update(id, json, now());
    }

    void removeUpdate(long id) {
        remove("update/" + id);
    }

    /** Every update up to and with that one is the bot's business now. */
    void confirmed(long updateId) {
        put("confirmed", Json.MAPPER.getNodeFactory().numberNode(updateId));
    }

    void putCallback(Callback callback) {
        put("callback/" + callback.id(), callbackValue(callback));
        List<String> old = new ArrayList<>();
        for (Callback earlier : callbacks.values()) {
            if (callbacks.size() - old.size() <= CALLBACKS
                    && earlier.at().plus(QUERY_LIFE).isAfter(now())) {
                break; // they are in the order of their taps
            }
            old.add(earlier.id());
        }
        old.forEach(id -> remove("callback/" + id));
    }

    void putSetting(String key, JsonNode value) {
        put("setting/" + key, value);
        profileChanged();
    }

    void removeSetting(String key) {
        remove("setting/" + key);
        profileChanged();
    }

    private void profileChanged() {
        if (watcher != null) {
            watcher.profileChanged();
        }
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Forgets the oldest updates beyond the limits. */
    void trim() {
        while (!updates.isEmpty()
                && (updates.size() > UPDATES
                        || updates.firstEntry()
                                .getValue()
                                .at()
                                .plus(UPDATE_LIFE)
                                .isBefore(now()))) {
            remove("update/" + updates.firstKey());
        }
    }

    private void put(String key, JsonNode value) {
        change(key, value);
        if (journal != null) {
            journal.compactIfGrown(this::everything);
        }
    }

    private void remove(String key) {
        change(key, null);
    }

    /** Written down before it is true, so that nothing is answered for that a restart would not find. */
    private synchronized void change(String key, @Nullable JsonNode value) {
        if (closed) {
            throw new RefusedCall(502, "Bad Gateway", null);
        }
        if (journal != null) {
            journal.append(key, value);
        }
        apply(key, value);
        notifyAll();
    }

    private void apply(String key, @Nullable JsonNode value) {
        String[] parts = key.split("/", 3);
        switch (parts[0]) {
            case "chat" -> applyChat(Long.parseLong(parts[1]), value);
            case "message" -> applyMessage(Long.parseLong(parts[1]), Long.parseLong(parts[2]), value);
            case "keyboard" -> applyReplyKeyboard(Long.parseLong(parts[1]), value);
            case "update" -> applyUpdate(Long.parseLong(parts[1]), value);
            case "confirmed" ->
                updates.headMap(required(value).longValue(), true).clear();
            case "last_update" -> lastUpdateId = required(value).longValue();
            case "callback" -> applyCallback(parts[1], value);
            case "setting" -> {
                String setting = key.substring("setting/".length());
                if (value == null) {
                    settings.remove(setting);
                } else {
                    settings.put(setting, value);
                }
            }
            default -> throw new IllegalStateException("Unknown line in the journal: " + parts[0]);
        }
    }

    private void applyChat(long id, @Nullable JsonNode value) {
        JsonNode chat = required(value);
        Chat changed = new Chat(
                (ObjectNode) chat.get("chat"),
                chat.get("person") instanceof ObjectNode person ? person : null,
                chat.path("blocked").asBoolean(),
                chats.get(id));
        changed.lastMessageId =
                Math.max(changed.lastMessageId, chat.path("last").asLong());
        chats.put(id, changed);
    }

    private void applyMessage(long chatId, long messageId, @Nullable JsonNode value) {
        Chat chat = chats.get(chatId);
        if (chat == null) {
            throw new IllegalStateException("A message of a chat that is not in the journal");
        }
        chat.lastMessageId = Math.max(chat.lastMessageId, messageId);
        if (value == null) {
            Chat.Message gone = chat.messages.remove(messageId);
            if (gone != null) {
                FileStore.fileIds(gone.json()).forEach(files::delete);
            }
            return;
        }
        Chat.Message changed = new Chat.Message(
                (ObjectNode) value.get("message"),
                value.path("edits").asInt(),
                Instant.ofEpochMilli(value.path("at").asLong()));
        Chat.Message before = chat.messages.put(messageId, changed);
        if (before != null) {
            List<String> kept = FileStore.fileIds(changed.json());
            FileStore.fileIds(before.json()).stream()
                    .filter(id -> !kept.contains(id))
                    .forEach(files::delete);
        }
    }

    private void applyReplyKeyboard(long chatId, @Nullable JsonNode value) {
        Chat chat = chats.get(chatId);
        if (chat == null) {
            throw new IllegalStateException("A keyboard of a chat that is not in the journal");
        }
        chat.replyKeyboard = (ObjectNode) value;
    }

    private void applyUpdate(long id, @Nullable JsonNode value) {
        lastUpdateId = Math.max(lastUpdateId, id);
        if (value == null) {
            updates.remove(id);
            return;
        }
        updates.put(
                id,
                new Update(
                        id,
                        (ObjectNode) value.get("update"),
                        Instant.ofEpochMilli(value.path("at").asLong())));
    }

    private void applyCallback(String id, @Nullable JsonNode value) {
        if (value == null) {
            callbacks.remove(id);
            return;
        }
        callbacks.put(
                id,
                new Callback(
                        id,
                        value.path("chat").asLong(),
                        value.path("message").asLong(),
                        value.path("user").asLong(),
                        value.path("data").asString(),
                        Instant.ofEpochMilli(value.path("at").asLong()),
                        value.path("answered").asBoolean()));
    }

    private static JsonNode required(@Nullable JsonNode value) {
        if (value == null) {
            throw new IllegalStateException("A line in the journal has no value");
        }
        return value;
    }

    private void everything(BiConsumer<String, JsonNode> lines) {
        lines.accept("last_update", Json.MAPPER.getNodeFactory().numberNode(lastUpdateId));
        settings.forEach((key, value) -> lines.accept("setting/" + key, value));
        chats.forEach((id, chat) -> {
            lines.accept("chat/" + id, chatValue(chat.json(), chat.person(), chat.blocked(), chat.lastMessageId));
            if (chat.replyKeyboard != null) {
                lines.accept("keyboard/" + id, chat.replyKeyboard);
            }
            chat.messages.forEach(
                    (messageId, message) -> lines.accept("message/" + id + "/" + messageId, messageValue(message)));
        });
        updates.forEach((id, update) -> lines.accept(
                "update/" + id,
                Json.object().put("at", update.at().toEpochMilli()).set("update", update.json())));
        callbacks.forEach((id, callback) -> lines.accept("callback/" + id, callbackValue(callback)));
    }

    private static JsonNode chatValue(ObjectNode chat, @Nullable ObjectNode person, boolean blocked, long last) {
        ObjectNode value = Json.object();
        value.set("chat", chat);
        if (person != null) {
            value.set("person", person);
        }
        return value.put("blocked", blocked).put("last", last);
    }

    private static JsonNode messageValue(Chat.Message message) {
        return Json.object()
                .put("edits", message.edits())
                .put("at", message.sentAt().toEpochMilli())
                .set("message", message.json());
    }

    private static JsonNode callbackValue(Callback callback) {
        return Json.object()
                .put("chat", callback.chatId())
                .put("message", callback.messageId())
                .put("user", callback.userId())
                .put("data", callback.data())
                .put("at", callback.at().toEpochMilli())
                .put("answered", callback.answered());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            notifyAll();
            if (journal != null) {
                journal.compact(this::everything);
                journal.close();
                journal = null;
            }
        }
    }
}
