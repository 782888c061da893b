package org.sleepquiz.localtelegram;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One chat: whose it is, and its last messages by id. Guarded by the {@link Memory} it belongs to. */
final class Chat {

    /**
     * A message in the shape the Bot API gives it.
     *
     * @param edits how often it was changed
     */
    record Message(ObjectNode json, int edits, Instant sentAt) {

        long id() {
            return json.path("message_id").asLong();
        }

        boolean fromBot() {
            return json.path("from").path("is_bot").asBoolean();
        }

        /** The text, or the caption of a photo or document. */
        FormattedText text() {
            String what = json.has("text") ? "text" : "caption";
            JsonNode entities = json.path(what.equals("text") ? "entities" : "caption_entities");
            return new FormattedText(
                    json.path(what).asString(""), entities instanceof ArrayNode array ? array : Json.array());
        }

        ChatMessage seen() {
            FormattedText text = text();
            List<List<Button>> rows = new ArrayList<>();
            for (JsonNode row : json.path("reply_markup").path("inline_keyboard")) {
                List<Button> buttons = new ArrayList<>();
                for (JsonNode button : row) {
                    buttons.add(new Button(
                            button.path("text").asString(),
                            button.path("callback_data").asString("")));
                }
                rows.add(List.copyOf(buttons));
            }
            return new ChatMessage(
                    id(), fromBot(), text.text(), text.html(), attachment(), List.copyOf(rows), sentAt, edits);
        }

        private Optional<Attachment> attachment() {
            if (json.has("photo")) {
                return Optional.of(new Attachment(
                        Attachment.Kind.PHOTO,
                        "",
                        json.path("photo").path(0).path("file_id").asString()));
            }
            if (json.has("document")) {
                JsonNode document = json.path("document");
                return Optional.of(new Attachment(
                        Attachment.Kind.DOCUMENT,
                        document.path("file_name").asString(),
                        document.path("file_id").asString()));
            }
            return Optional.empty();
        }
    }

    private final ObjectNode json;
    private final @Nullable ObjectNode person;
    private final boolean blocked;
    final TreeMap<Long, Message> messages;
    long lastMessageId;
    /** The keyboard below the field in which the person writes: a ReplyKeyboardMarkup; null if there is none. */
    @Nullable ObjectNode replyKeyboard;

    /**
     * @param person the user of a private chat; none for a group
     * @param previous the same chat before a change, whose messages it keeps
     */
    Chat(ObjectNode json, @Nullable ObjectNode person, boolean blocked, @Nullable Chat previous) {
        this.json = json;
        this.person = person;
        this.blocked = blocked;
        this.messages = previous == null ? new TreeMap<>() : previous.messages;
        this.lastMessageId = previous == null ? 0 : previous.lastMessageId;
        this.replyKeyboard = previous == null ? null : previous.replyKeyboard;
    }

    /** The Bot API's Chat object. */
    ObjectNode json() {
        return json.deepCopy();
    }

    long id() {
        return json.path("id").asLong();
    }

    /** The Bot API's User object of a private chat's person. */
    @Nullable ObjectNode person() {
        return person == null ? null : person.deepCopy();
    }

    boolean blocked() {
        return blocked;
    }
}
