package org.sleepquiz.localtelegram;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What each method of the Bot API does here. Refusals carry Telegram's own words, because bots decide by them. Of
 * the ways to mark up a text HTML and entities are understood; both Markdowns are refused, and so are files by URL.
 */
final class BotMethods {

    private static final int LONGEST_TEXT = 4096; // UTF-16 units after entities are parsed
    private static final int LONGEST_CAPTION = 1024;
    private static final int MOST_BUTTONS = 100;
    private static final int MOST_REPLY_BUTTONS = 300;
    private static final int LONGEST_LABEL = 256; // where a label stops being one; Telegram cuts it
    private static final Duration DELETABLE = Duration.ofHours(48);
    private static final Set<String> CHAT_ACTIONS = Set.of(
            "typing",
            "upload_photo",
            "record_video",
            "upload_video",
            "record_voice",
            "upload_voice",
            "upload_document",
            "choose_sticker",
            "find_location",
            "record_video_note",
            "upload_video_note");

    /** @param description said beside a result, as after setWebhook; none for most */
    record Result(JsonNode value, @Nullable String description) {

        static Result of(JsonNode value) {
            return new Result(value, null);
        }

        static Result done() {
            return new Result(Json.MAPPER.getNodeFactory().booleanNode(true), null);
        }
    }

    /** Told of what is not a message: callback answers and chat actions. */
    interface Watcher {
        void answered(long userId, Memory.Callback callback, String text, boolean alert);

        void acting(long chatId, String action);
    }

    private final Memory memory;
    private final UpdateQueue queue;
    private final Conversations conversations;
    private final ObjectNode bot;
    private final Watcher watcher;

    BotMethods(Memory memory, UpdateQueue queue, Conversations conversations, ObjectNode bot, Watcher watcher) {
        this.memory = memory;
        this.queue = queue;
        this.conversations = conversations;
        this.bot = bot;
        this.watcher = watcher;
    }

    /**
     * @param method as the description spells it
     * @throws RefusedCall what Telegram would answer instead
     */
    Result call(String method, Parameters parameters) throws InterruptedException {
        if (method.equals("getUpdates")) { // waits, so it takes the monitor by itself
            queue.allowOnly(parameters.get("allowed_updates"));
            long limit = Math.max(1, Math.min(100, parameters.number("limit", 100)));
            long timeout = Math.max(0, Math.min(50, parameters.number("timeout", 0)));
            return Result.of(queue.poll(parameters.number("offset", 0), (int) limit, Duration.ofSeconds(timeout)));
        }
        synchronized (memory) {
            return switch (method) {
                case "getMe" -> Result.of(me());
                case "sendMessage" -> sendMessage(parameters);
                case "sendPhoto" -> sendFile(parameters, "photo");
                case "sendDocument" -> sendFile(parameters, "document");
                case "sendChatAction" -> sendChatAction(parameters);
                case "editMessageText" -> editMessageText(parameters);
                case "editMessageCaption" -> editMessageCaption(parameters);
                case "editMessageMedia" -> editMessageMedia(parameters);
                case "editMessageReplyMarkup" -> editMessageReplyMarkup(parameters);
                case "deleteMessage" -> deleteMessage(parameters);
                case "answerCallbackQuery" -> answerCallbackQuery(parameters);
                case "setMyCommands" -> setMyCommands(parameters);
                case "getMyCommands" -> Result.of(setting(commandsKey(parameters), Json.array()));
                case "deleteMyCommands" -> {
                    memory.removeSetting(commandsKey(parameters));
                    yield Result.done();
                }
                case "setMyDescription" -> setDescription(parameters, "description", 512);
                case "setMyShortDescription" -> setDescription(parameters, "short_description", 120);
                case "getMyDescription" -> description(parameters, "description");
                case "getMyShortDescription" -> description(parameters, "short_description");
                case "setChatMenuButton" -> setChatMenuButton(parameters);
                case "getChatMenuButton" ->
                    Result.of(setting(
                            "menu_button/" + parameters.number("chat_id", 0),
                            setting("menu_button/0", Json.object().put("type", "default"))));
                case "setWebhook" -> setWebhook(parameters);
                case "deleteWebhook" -> deleteWebhook(parameters);
                case "getWebhookInfo" -> Result.of(webhookInfo());
                default -> throw new IllegalStateException("Described but not served: " + method);
            };
        }
    }

    private ObjectNode me() {
        return bot.deepCopy()
                .put("can_join_groups", true)
                .put("can_read_all_group_messages", false)
                .put("supports_inline_queries", false)
                .put("can_connect_to_business", false)
                .put("has_main_web_app", false);
    }

    // Messages

    private Result sendMessage(Parameters parameters) {
        Chat chat = writableChat(parameters);
        FormattedText text = formatted(parameters, "text", "entities");
        requireText(text);
        requireReplyKeyboard(chat, parameters);
        ObjectNode json = newMessage(chat, parameters);
        Conversations.setText(json, text);
        setKeyboard(json, parameters);
        return sent(chat, json, parameters);
    }

    private Result sendFile(Parameters parameters, String kind) {
        Chat chat = writableChat(parameters);
        ObjectNode json = newMessage(chat, parameters);
        setCaption(json, parameters);
        Upload upload = upload(parameters, kind, parameters.text(kind));
        requireReplyKeyboard(chat, parameters);
        setKeyboard(json, parameters);
        setFile(json, kind, upload);
        return sent(chat, json, parameters);
    }

    private static void setCaption(ObjectNode json, Parameters parameters) {
        json.remove(List.of("caption", "caption_entities"));
        FormattedText caption =
                formatted(parameters, "caption", "caption_entities").withDetected();
        if (caption.text().length() > LONGEST_CAPTION) {
            throw RefusedCall.badRequest("message caption is too long");
        }
        if (!caption.text().isEmpty()) {
            json.put("caption", caption.text());
        }
        if (!caption.entities().isEmpty()) {
            json.set("caption_entities", caption.entities());
        }
    }

    /** Keeps the bytes, so everything that may be refused has to be looked at before. */
    private void setFile(ObjectNode json, String kind, Upload upload) {
        String id = "local_" + UUID.randomUUID();
        ObjectNode file = Json.object().put("file_id", id).put("file_unique_id", id.substring(6, 21));
        if (kind.equals("photo")) {
            setSize(file, upload.bytes());
            json.putArray("photo").add(file.put("file_size", upload.bytes().length));
        } else {
            json.set(
                    "document",
                    file.put("file_name", upload.fileName())
                            .put("mime_type", upload.contentType())
                            .put("file_size", upload.bytes().length));
        }
        memory.files().put(id, upload.bytes());
    }

    /** @param text what stands where the file is asked for */
    private Upload upload(Parameters parameters, String kind, String text) {
        Upload upload = parameters.files().get(text.startsWith("attach://") ? text.substring(9) : kind);
        if (upload != null) {
            if (upload.bytes().length == 0) {
                throw RefusedCall.badRequest("file must be non-empty");
            }
            return upload;
        }
        if (text.matches("https?://.*")) {
            throw RefusedCall.badRequest("failed to get HTTP URL content");
        }
        return memory.files()
                .get(text)
                .map(bytes -> new Upload("file", "application/octet-stream", bytes))
                .orElseThrow(() -> RefusedCall.badRequest("wrong file identifier/HTTP URL specified"));
    }

    private static void setSize(ObjectNode photo, byte[] bytes) {
        try (ImageInputStream image = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(image);
            if (!readers.hasNext()) {
                throw RefusedCall.badRequest("IMAGE_PROCESS_FAILED");
            }
            ImageReader reader = readers.next();
            reader.setInput(image);
            photo.put("width", reader.getWidth(0)).put("height", reader.getHeight(0));
            reader.dispose();
        } catch (IOException e) {
            throw new RefusedCall(400, "Bad Request: IMAGE_PROCESS_FAILED", null);
        }
    }

    private ObjectNode newMessage(Chat chat, Parameters parameters) {
        ObjectNode json = conversations.message(chat, null);
        JsonNode reply = parameters.get("reply_parameters");
        if (reply.isObject()) {
            Chat.Message target = chat.messages.get(reply.path("message_id").asLong());
            if (target != null) {
                ObjectNode quoted = target.json().deepCopy();
                quoted.remove("reply_to_message"); // one level only, as in Telegram
                json.set("reply_to_message", quoted);
            } else if (!reply.path("allow_sending_without_reply").asBoolean()) {
                throw RefusedCall.badRequest("message to be replied not found");
            }
        }
        if (parameters.flag("protect_content")) {
            json.put("has_protected_content", true);
        }
        return json;
    }

    private Result sent(Chat chat, ObjectNode json, Parameters parameters) {
        memory.putMessage(chat, new Chat.Message(json, 0, memory.now()));
        JsonNode markup = parameters.get("reply_markup");
        if (markup.has("keyboard")) {
            memory.putReplyKeyboard(chat, (ObjectNode) markup.deepCopy());
        } else if (markup.path("remove_keyboard").asBoolean()) {
            memory.putReplyKeyboard(chat, null);
        }
        return Result.of(json.deepCopy());
    }

    private Result sendChatAction(Parameters parameters) {
        Chat chat = writableChat(parameters);
        if (!CHAT_ACTIONS.contains(parameters.text("action"))) {
            throw RefusedCall.badRequest("wrong parameter action in request");
        }
        watcher.acting(chat.id(), parameters.text("action"));
        return Result.done();
    }

    private Result editMessageText(Parameters parameters) {
        if (parameters.has("rich_message")) {
            throw RefusedCall.badRequest("rich messages are not served by this server");
        }
        FormattedText text = formatted(parameters, "text", "entities");
        requireText(text);
        Chat chat = editableChat(parameters);
        Chat.Message message = editable(chat, parameters);
        if (!message.json().has("text")) {
            throw RefusedCall.badRequest("there is no text in the message to edit");
        }
        ObjectNode json = message.json().deepCopy();
        Conversations.setText(json, text);
        setKeyboard(json, parameters);
        return edited(chat, message, json);
    }

    private Result editMessageCaption(Parameters parameters) {
        Chat chat = editableChat(parameters);
        Chat.Message message = editable(chat, parameters);
        if (FileStore.fileIds(message.json()).isEmpty()) {
            throw RefusedCall.badRequest("there is no caption in the message to edit");
        }
        ObjectNode json = message.json().deepCopy();
        setCaption(json, parameters);
        setKeyboard(json, parameters);
        return edited(chat, message, json);
    }

    /** Another photo or document in the place of a text, a photo or a document. */
    private Result editMessageMedia(Parameters parameters) {
        Chat chat = editableChat(parameters);
        Chat.Message message = editable(chat, parameters);
        ObjectNode media = (ObjectNode) parameters.get("media");
        String kind = media.path("type").asString();
        if (!kind.equals("photo") && !kind.equals("document")) {
            throw RefusedCall.badRequest("can't parse InputMedia: unsupported type specified");
        }
        ObjectNode json = message.json().deepCopy();
        json.remove(List.of("text", "entities", "photo", "document"));
        setCaption(json, new Parameters(media, parameters.files()));
        Upload upload = upload(parameters, kind, media.path("media").asString());
        setKeyboard(json, parameters);
        setFile(json, kind, upload);
        return edited(chat, message, json);
    }

    private Result editMessageReplyMarkup(Parameters parameters) {
        Chat chat = editableChat(parameters);
        Chat.Message message = editable(chat, parameters);
        ObjectNode json = message.json().deepCopy();
        setKeyboard(json, parameters);
        return edited(chat, message, json);
    }

    private Result edited(Chat chat, Chat.Message before, ObjectNode json) {
        if (json.equals(before.json())) {
            throw RefusedCall.badRequest("message is not modified: specified new message content and reply markup are"
                    + " exactly the same as a current content and reply markup of the message");
        }
        json.put("edit_date", memory.now().getEpochSecond());
        memory.putMessage(chat, new Chat.Message(json, before.edits() + 1, before.sentAt()));
        return Result.of(json.deepCopy());
    }

    private Result deleteMessage(Parameters parameters) {
        Chat chat = knownChat(parameters);
        Chat.Message message = chat.messages.get(parameters.number("message_id", 0));
        if (message == null) {
            throw RefusedCall.badRequest("message to delete not found");
        }
        if (message.sentAt().plus(DELETABLE).isBefore(memory.now())) {
            throw RefusedCall.badRequest("message can't be deleted for everyone");
        }
        memory.removeMessage(chat, message.id());
        return Result.done();
    }

    private Chat editableChat(Parameters parameters) {
        if (parameters.has("inline_message_id")) {
            throw RefusedCall.badRequest("wrong inline message identifier specified");
        }
        if (!parameters.has("chat_id")) {
            throw RefusedCall.badRequest("chat_id is empty");
        }
        if (!parameters.has("message_id")) {
            throw RefusedCall.badRequest("message identifier is not specified");
        }
        return writableChat(parameters);
    }

    private static Chat.Message editable(Chat chat, Parameters parameters) {
        Chat.Message message = chat.messages.get(parameters.number("message_id", 0));
        if (message == null) {
            throw RefusedCall.badRequest("message to edit not found");
        }
        if (!message.fromBot()) {
            throw RefusedCall.badRequest("message can't be edited");
        }
        return message;
    }

    private Chat writableChat(Parameters parameters) {
        Chat chat = knownChat(parameters);
        if (chat.blocked()) {
            throw new RefusedCall(403, "Forbidden: bot was blocked by the user", null);
        }
        return chat;
    }

    private Chat knownChat(Parameters parameters) {
        JsonNode id = parameters.get("chat_id");
        if (id.isString() && id.stringValue().isEmpty()) {
            throw RefusedCall.badRequest("chat_id is empty");
        }
        return (id.isIntegralNumber() || id.asString().matches("-?\\d{1,18}")
                        ? memory.chat(Long.parseLong(id.asString()))
                        : Optional.<Chat>empty())
                .orElseThrow(() -> RefusedCall.badRequest("chat not found"));
    }

    // Texts

    private static FormattedText formatted(Parameters parameters, String field, String entitiesField) {
        String text = parameters.text(field);
        String mode = parameters.text("parse_mode");
        if (mode.equalsIgnoreCase("html")) {
            return FormattedText.fromHtml(text).trimmed();
        }
        if (!mode.isEmpty()) {
            throw RefusedCall.badRequest("unsupported parse_mode");
        }
        ArrayNode entities = parameters.get(entitiesField) instanceof ArrayNode given ? given : Json.array();
        return new FormattedText(text, entities).trimmed();
    }

    private static void requireText(FormattedText text) {
        if (text.text().isEmpty()) {
            throw RefusedCall.badRequest("message text is empty");
        }
        if (text.text().length() > LONGEST_TEXT) {
            throw RefusedCall.badRequest("message is too long");
        }
    }

    // Keyboards

    private static void setKeyboard(ObjectNode json, Parameters parameters) {
        json.remove("reply_markup");
        JsonNode markup = parameters.get("reply_markup");
        if (!markup.has("inline_keyboard")) {
            return; // other keyboards are the person's, not the message's
        }
        ArrayNode rows = Json.array();
        int buttons = 0;
        for (JsonNode row : markup.path("inline_keyboard")) {
            row.forEach(BotMethods::requireButton);
            buttons += row.size();
            if (!row.isEmpty()) {
                rows.add(row);
            }
        }
        if (buttons > MOST_BUTTONS) {
            throw RefusedCall.badRequest("REPLY_MARKUP_TOO_LONG");
        }
        if (!rows.isEmpty()) {
            json.putObject("reply_markup").set("inline_keyboard", rows);
        }
    }

    private static void requireReplyKeyboard(Chat chat, Parameters parameters) {
        JsonNode rows = parameters.get("reply_markup").path("keyboard");
        long buttons = 0;
        for (JsonNode row : rows) {
            for (JsonNode button : row) {
                buttons++;
                if (Conversations.label(button).isBlank()) {
                    throw RefusedCall.badRequest("can't parse keyboard button: Field \"text\" must be non-empty");
                }
                if (button.path("request_location").asBoolean() && chat.person() == null) {
                    throw RefusedCall.badRequest("location can be requested in private chats only");
                }
            }
        }
        if (!rows.isMissingNode() && buttons == 0) {
            throw RefusedCall.badRequest("keyboard is empty");
        }
        if (buttons > MOST_REPLY_BUTTONS) {
            throw RefusedCall.badRequest("REPLY_MARKUP_TOO_LONG");
        }
    }

    private static void requireButton(JsonNode button) {
        String label = button.path("text").asString();
        if (label.isBlank() || label.length() > LONGEST_LABEL) {
            throw RefusedCall.badRequest(
                    "can't parse inline keyboard button: Field \"text\" must be non-empty and short");
        }
        if (button.properties().stream()
                .noneMatch(field ->
                        !List.of("text", "style", "icon_custom_emoji_id").contains(field.getKey()))) {
            throw RefusedCall.badRequest(
                    "can't parse inline keyboard button: Text buttons are unallowed in the inline" + " keyboard");
        }
        if (button.has("callback_data")) {
            int bytes = button.path("callback_data").asString().getBytes(StandardCharsets.UTF_8).length;
            if (bytes < 1 || bytes > 64) {
                throw RefusedCall.badRequest("BUTTON_DATA_INVALID");
            }
        }
        if (button.has("url") && !button.path("url").asString().matches("(?i)(https?|tg)://\\S+")) {
            throw RefusedCall.badRequest(
                    "inline keyboard button URL '" + button.path("url").asString() + "' is invalid: Wrong HTTP URL");
        }
    }

    // Callback queries

    /** A query may be answered again while it lives; only the first answer is shown. */
    private Result answerCallbackQuery(Parameters parameters) {
        Memory.Callback callback = memory.callback(parameters.text("callback_query_id"))
                .filter(query -> query.at().plus(Memory.QUERY_LIFE).isAfter(memory.now()))
                .orElseThrow(() ->
                        RefusedCall.badRequest("query is too old and response timeout expired or query ID is invalid"));
        String text = parameters.text("text");
        if (text.length() > 200) {
            throw RefusedCall.badRequest("MESSAGE_TOO_LONG");
        }
        if (!callback.answered()) {
            memory.putCallback(new Memory.Callback(
                    callback.id(),
                    callback.chatId(),
                    callback.messageId(),
                    callback.userId(),
                    callback.data(),
                    callback.at(),
                    true));
            watcher.answered(callback.userId(), callback, text, parameters.flag("show_alert"));
        }
        return Result.done();
    }

    // The bot's profile

    private Result setMyCommands(Parameters parameters) {
        JsonNode commands = parameters.get("commands");
        if (commands.size() > 100) {
            throw RefusedCall.badRequest("BOT_COMMANDS_TOO_MUCH");
        }
        for (JsonNode command : commands) {
            if (!command.path("command").asString().matches("/?[a-z0-9_]{1,32}")) {
                throw RefusedCall.badRequest("BOT_COMMAND_INVALID");
            }
            int length = command.path("description").asString().length();
            if (length < 1 || length > 256) {
                throw RefusedCall.badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
            }
        }
        ArrayNode plain = Json.array();
        commands.forEach(command -> plain.addObject()
                .put("command", command.path("command").asString().replaceFirst("^/", ""))
                .put("description", command.path("description").asString()));
        memory.putSetting(commandsKey(parameters), plain);
        return Result.done();
    }

    /** The commands that person sees: the narrowest scope first, in each their language before none. */
    JsonNode commandsFor(Chat chat, String language) {
        List<String> scopes = new ArrayList<>(List.of("chat:" + chat.id() + ":", "all_private_chats", "default"));
        for (String scope : scopes) {
            for (String code : List.of(language, "")) {
                JsonNode commands = memory.setting("commands/" + scope + "/" + code);
                if (commands != null) {
                    return commands;
                }
            }
        }
        return Json.array();
    }

    private static String commandsKey(Parameters parameters) {
        JsonNode scope = parameters.get("scope");
        String type = scope.path("type").asString("default");
        if (!type.matches("default|all_private_chats|all_group_chats|all_chat_administrators|chat|chat_administrators"
                + "|chat_member")) {
            throw RefusedCall.badRequest("can't parse BotCommandScope: unsupported type specified");
        }
        String whose = scope.has("chat_id")
                ? ":" + scope.path("chat_id").asString() + ":"
                        + scope.path("user_id").asString("")
                : "";
        return "commands/" + type + whose + "/" + languageCode(parameters);
    }

    private static String languageCode(Parameters parameters) {
        String code = parameters.text("language_code");
        if (!code.matches("([a-z]{2})?")) {
            throw RefusedCall.badRequest("invalid language code specified");
        }
        return code;
    }

    private Result setDescription(Parameters parameters, String kind, int longest) {
        String text = parameters.text(kind);
        if (text.length() > longest) {
            throw RefusedCall.badRequest(
                    kind.equals("description") ? "BOT_DESCRIPTION_TOO_LONG" : "BOT_SHORT_DESCRIPTION_TOO_LONG");
        }
        memory.putSetting(
                kind + "/" + languageCode(parameters),
                Json.MAPPER.getNodeFactory().stringNode(text));
        return Result.done();
    }

    private Result description(Parameters parameters, String kind) {
        String inAnyLanguage =
                setting(kind + "/", Json.MAPPER.getNodeFactory().stringNode("")).asString();
        JsonNode own = memory.setting(kind + "/" + languageCode(parameters));
        return Result.of(
                Json.object().put(kind, own == null || own.asString().isEmpty() ? inAnyLanguage : own.asString()));
    }

    private Result setChatMenuButton(Parameters parameters) {
        JsonNode button = parameters.has("menu_button")
                ? parameters.get("menu_button")
                : Json.object().put("type", "default");
        memory.putSetting("menu_button/" + parameters.number("chat_id", 0), button);
        return Result.done();
    }

    private JsonNode setting(String key, JsonNode otherwise) {
        JsonNode value = memory.setting(key);
        return value == null ? otherwise : value;
    }

    // The webhook

    private Result setWebhook(Parameters parameters) {
        String url = parameters.text("url");
        if (url.isEmpty()) {
            return deleteWebhook(parameters);
        }
        requireWebhookUrl(url);
        String secret = parameters.text("secret_token");
        if (!secret.matches("[A-Za-z0-9_-]{0,256}")) {
            throw RefusedCall.badRequest("secret token contains unallowed characters");
        }
        long connections = parameters.number("max_connections", 40);
        if (connections < 1 || connections > 100) {
            throw RefusedCall.badRequest("max_connections must be between 1 and 100");
        }
        queue.allowOnly(parameters.get("allowed_updates"));
        if (parameters.flag("drop_pending_updates")) {
            queue.drop();
        }
        ObjectNode webhook = Json.object().put("url", url).put("max_connections", connections);
        if (!secret.isEmpty()) {
            webhook.put("secret_token", secret);
        }
        boolean already = webhook.equals(memory.setting("webhook"));
        memory.putSetting("webhook", webhook);
        return new Result(Result.done().value(), already ? "Webhook is already set" : "Webhook was set");
    }

    /** HTTPS as in Telegram, and plain HTTP to this machine as Telegram's own server allows with {@code --local}. */
    private static void requireWebhookUrl(String url) {
        try {
            URI uri = URI.create(url);
            boolean local = "http".equals(uri.getScheme())
                    && List.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(uri.getHost()));
            if (uri.getHost() != null && (local || "https".equals(uri.getScheme()))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedCall(400, "Bad Request: bad webhook: " + e.getMessage(), null);
        }
        throw RefusedCall.badRequest("bad webhook: An HTTPS URL must be provided for webhook");
    }

    private Result deleteWebhook(Parameters parameters) {
        boolean was = memory.setting("webhook") != null;
        memory.removeSetting("webhook");
        if (parameters.flag("drop_pending_updates")) {
            queue.drop();
        }
        return new Result(Result.done().value(), was ? "Webhook was deleted" : "Webhook is already deleted");
    }

    private ObjectNode webhookInfo() {
        JsonNode webhook = setting("webhook", Json.object());
        ObjectNode info = Json.object()
                .put("url", webhook.path("url").asString(""))
                .put("has_custom_certificate", false)
                .put("pending_update_count", memory.updates().size());
        for (String field : List.of("last_error_date", "last_error_message", "max_connections")) {
            if (webhook.has(field)) {
                info.set(field, webhook.get(field));
            }
        }
        JsonNode allowed = memory.setting("allowed_updates");
        if (allowed != null && !allowed.isEmpty()) {
            info.set("allowed_updates", allowed);
        }
        return info;
    }
}
