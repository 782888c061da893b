package org.sleepquiz.localtelegram;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What people do in their chats with the bot; each deed becomes an update for the bot. */
final class Conversations {

    private static final int LONGEST_TEXT = 4096; // UTF-16 units; a longer one is sent in parts, as by Telegram's apps

    private final Memory memory;
    private final UpdateQueue queue;
    private final ObjectNode bot;
    private final SecureRandom random = new SecureRandom();

    /** @param bot the Bot API's User object of the bot, as it shows in messages */
    Conversations(Memory memory, UpdateQueue queue, ObjectNode bot) {
        this.memory = memory;
        this.queue = queue;
        this.bot = bot;
    }

    /** Opens the person's private chat, or renames them in it. */
    Chat person(long userId, String firstName, String languageCode) {
        synchronized (memory) {
            Optional<Chat> known = memory.chat(userId);
            ObjectNode chat =
                    Json.object().put("id", userId).put("first_name", firstName).put("type", "private");
            ObjectNode person =
                    Json.object().put("id", userId).put("is_bot", false).put("first_name", firstName);
            if (!languageCode.isEmpty()) {
                person.put("language_code", languageCode);
            }
            if (known.isEmpty() || !person.equals(known.get().person())) {
                memory.putChat(chat, person, known.map(Chat::blocked).orElse(false));
            }
            return memory.chat(userId).orElseThrow();
        }
    }

    void types(long userId, String text) {
        synchronized (memory) {
            if (chat(userId).blocked()) {
                blocks(userId, false); // writing to a bot again is unblocking it
            }
            String rest = text.strip();
            if (rest.isEmpty()) {
                throw new IllegalArgumentException("An empty message cannot be sent");
            }
            usesReplyKeyboard(userId, rest);
            while (!rest.isEmpty()) {
                String part = rest.substring(0, partLength(rest));
                rest = rest.substring(part.length());
                Chat chat = chat(userId);
                ObjectNode json = message(chat, chat.person());
                setText(json, FormattedText.plain(part));
                memory.putMessage(chat, new Chat.Message(json, 0, memory.now()));
                queue.add("message", json.deepCopy());
            }
        }
    }

    void sharesLocation(long userId, double latitude, double longitude) {
        if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException("A latitude goes from -90 to 90, a longitude from -180 to 180");
        }
        synchronized (memory) {
            if (chat(userId).blocked()) {
                blocks(userId, false);
            }
            Chat chat = chat(userId);
            ObjectNode json = message(chat, chat.person());
            json.putObject("location").put("latitude", latitude).put("longitude", longitude);
            memory.putMessage(chat, new Chat.Message(json, 0, memory.now()));
            queue.add("message", json.deepCopy());
            JsonNode keyboard = chat.replyKeyboard;
            if (keyboard != null && keyboard.path("one_time_keyboard").asBoolean()) {
                memory.putReplyKeyboard(chat, null);
            }
        }
    }

    List<List<String>> replyKeyboard(long userId) {
        synchronized (memory) {
            List<List<String>> rows = new ArrayList<>();
            for (JsonNode row : replyButtons(chat(userId))) {
                rows.add(row.valueStream().map(Conversations::label).toList());
            }
            return rows;
        }
    }

    private static JsonNode replyButtons(Chat chat) {
        return chat.replyKeyboard == null ? Json.array() : chat.replyKeyboard.path("keyboard");
    }

    /** What stands on a button of a reply keyboard, which may be no more than that. */
    static String label(JsonNode button) {
        return button.isString() ? button.asString() : button.path("text").asString();
    }

    /** A keyboard for one time is put away when one of its buttons is used. */
    private void usesReplyKeyboard(long userId, String label) {
        Chat chat = chat(userId);
        if (chat.replyKeyboard != null
                && chat.replyKeyboard.path("one_time_keyboard").asBoolean()
                && replyButton(chat, label).isPresent()) {
            memory.putReplyKeyboard(chat, null);
        }
    }

    private static Optional<JsonNode> replyButton(Chat chat, String label) {
        return replyButtons(chat)
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .filter(button -> label(button).equals(label))
                .findFirst();
    }

    private static int partLength(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return text.length();
        }
        return Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
    }

    void edits(long userId, long messageId, String text) {
        synchronized (memory) {
            Chat chat = chat(userId);
            Chat.Message message = chat.messages.get(messageId);
            if (message == null || message.fromBot() || !message.json().has("text")) {
                throw new IllegalArgumentException("Not a text of theirs: " + messageId);
            }
            ObjectNode json = message.json().deepCopy();
            json.put("edit_date", memory.now().getEpochSecond());
            setText(json, FormattedText.plain(text.strip()));
            memory.putMessage(chat, new Chat.Message(json, message.edits() + 1, message.sentAt()));
            queue.add("edited_message", json.deepCopy());
        }
    }

    /**
     * Taps the newest button with that label.
     *
     * @throws IllegalStateException naming the labels there are, if there is none
     */
    void taps(long userId, String buttonText) {
        synchronized (memory) {
            List<Chat.Message> newestFirst =
                    List.copyOf(chat(userId).messages.descendingMap().values());
            for (Chat.Message message : newestFirst) {
                for (List<Button> row : message.seen().keyboard()) {
                    for (Button button : row) {
                        if (button.text().equals(buttonText)
                                && !button.callbackData().isEmpty()) {
                            tapsData(userId, button.callbackData(), message.id());
                            return;
                        }
                    }
                }
            }
            Optional<JsonNode> below = replyButton(chat(userId), buttonText);
            if (below.isPresent()) {
                if (below.get().path("request_location").asBoolean()) {
                    throw new IllegalStateException("\"" + buttonText + "\" wants a location: share one");
                }
                types(userId, buttonText);
                return;
            }
            throw new IllegalStateException("No button \"" + buttonText + "\"; there are: "
                    + newestFirst.stream()
                            .flatMap(message ->
                                    message.seen().keyboard().stream().flatMap(List::stream))
                            .map(Button::text)
                            .toList());
        }
    }

    /**
     * A tap, also one on a keyboard that an edit has replaced meanwhile.
     *
     * @return the id of the callback query
     */
    String tapsData(long userId, String data, long messageId) {
        synchronized (memory) {
            Chat chat = chat(userId);
            Chat.Message message = chat.messages.get(messageId);
            ObjectNode shown = message != null
                    ? message.json().deepCopy()
                    : Json.object().put("message_id", messageId).put("date", 0).set("chat", chat.json());
            String id = Long.toString(random.nextLong() >>> 1);
            memory.putCallback(new Memory.Callback(id, chat.id(), messageId, userId, data, memory.now(), false));
            ObjectNode query = Json.object().put("id", id);
            query.set("from", chat.person());
            query.set("message", shown);
            query.put("chat_instance", Long.toString(chat.id() * 0x9E3779B97F4A7C15L));
            query.put("data", data);
            queue.add("callback_query", query);
            return id;
        }
    }

    void blocks(long userId, boolean blocked) {
        synchronized (memory) {
            Chat chat = chat(userId);
            if (chat.blocked() == blocked) {
                return;
            }
            memory.putChat(chat.json(), chat.person(), blocked);
            ObjectNode change = Json.object();
            change.set("chat", chat.json());
            change.set("from", chat.person());
            change.put("date", memory.now().getEpochSecond());
            change.set("old_chat_member", membership(!blocked));
            change.set("new_chat_member", membership(blocked));
            queue.add("my_chat_member", change);
        }
    }

    private ObjectNode membership(boolean blocked) {
        ObjectNode member = Json.object().put("status", blocked ? "kicked" : "member");
        member.set("user", bot.deepCopy());
        return blocked ? member.put("until_date", 0) : member;
    }

    /** A new message's frame, with the chat's next id. */
    ObjectNode message(Chat chat, @Nullable ObjectNode from) {
        ObjectNode json = Json.object().put("message_id", chat.lastMessageId + 1);
        json.set("from", from == null ? bot.deepCopy() : from);
        json.set("chat", chat.json());
        return json.put("date", memory.now().getEpochSecond());
    }

    static void setText(ObjectNode json, FormattedText text) {
        FormattedText complete = text.withDetected();
        json.put("text", complete.text());
        json.remove("entities");
        if (!complete.entities().isEmpty()) {
            json.set("entities", complete.entities());
        }
    }

    /** Any update that is not a private message, such as one from a group, whose chat is then known. */
    long receives(String kind, JsonNode content) {
        synchronized (memory) {
            if (content.path("chat") instanceof ObjectNode chat
                    && !chat.path("type").asString().equals("private")
                    && memory.chat(chat.path("id").asLong()).isEmpty()) {
                memory.putChat(chat, null, false);
            }
            return queue.add(kind, (ObjectNode) content.deepCopy());
        }
    }

    Chat chat(long userId) {
        return memory.chat(userId).orElseThrow(() -> new IllegalArgumentException("Nobody has the id " + userId));
    }
}
