package org.sleepquiz.bot.telegram;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.telegram.Form.Upload;
import org.sleepquiz.bot.telegram.TelegramFailure.Conflict;
import org.sleepquiz.bot.telegram.TelegramFailure.Refused;
import org.sleepquiz.bot.telegram.TelegramFailure.TooManyRequests;
import org.sleepquiz.bot.telegram.TelegramFailure.Unreachable;
import org.sleepquiz.messages.Language;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Bot API over HTTP. The token is a part of every URL, and what fails often quotes the URL: a failure of the client is
 * therefore told by its class alone, and Telegram's own words pass through {@link #withoutToken}.
 */
public final class BotApi implements Telegram {

    /** What we want to be sent; whatever else there is stays with Telegram. */
    private static final List<String> ALLOWED_UPDATES = List.of("message", "callback_query", "my_chat_member");

    private static final Pattern TOKEN_FORM = Pattern.compile("[0-9]{1,20}:[A-Za-z0-9_-]{3,100}");
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final Duration UPLOAD = Duration.ofSeconds(30);
    /** How much longer than the poll itself its reply may take. */
    private static final Duration POLL_GRACE = Duration.ofSeconds(10);

    private static final int LONGEST_TOAST = 200;
    private static final String JSON_TYPE = "application/json";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI base;
    private final String token;
    private final HttpClient http;
    private final UpdateReader reader;

    /**
     * @param apiUrl where the Bot API is, without the token
     * @throws IllegalArgumentException if the token has not the form of one; the message does not hold it
     */
    public BotApi(URI apiUrl, String token, Clock clock) {
        if (!TOKEN_FORM.matcher(token).matches()) {
            throw new IllegalArgumentException("telegram.bot.token is not of the form 123456:ABC-…");
        }
        this.token = token;
        this.base = URI.create(apiUrl.toString().replaceAll("/+$", "") + "/bot" + token + "/");
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
        this.reader = new UpdateReader(clock);
    }

    @Override
    public Updates updates(OptionalLong offset, Duration wait) throws InterruptedException {
        ObjectNode parameters = JSON.createObjectNode().put("timeout", wait.toSeconds());
        offset.ifPresent(first -> parameters.put("offset", first));
        ArrayNode allowed = parameters.putArray("allowed_updates");
        ALLOWED_UPDATES.forEach(allowed::add);
        return reader.read(
                callInterruptibly("getUpdates", JSON_TYPE, JSON.writeValueAsBytes(parameters), wait.plus(POLL_GRACE)));
    }

    @Override
    public long send(long chat, Screen screen) {
        return call("sendMessage", parameters -> parameters.put("chat_id", chat), screen)
                .path("message_id")
                .asLong();
    }

    @Override
    public long send(long chat, Picture picture) {
        Upload photo = new Upload("photo", "picture.png", "image/png", picture.png());
        return upload("sendPhoto", chat, photo, picture.caption(), keyboard(picture.keyboard()));
    }

    @Override
    public long send(long chat, Documents.File file) {
        Upload document = new Upload("document", file.name(), file.mediaType(), file.content());
        return upload("sendDocument", chat, document, file.caption(), null);
    }

    @Override
    public long send(long chat, LocationRequest request) {
        ObjectNode markup = JSON.createObjectNode();
        ArrayNode rows = markup.putArray("keyboard");
        rows.addArray().addObject().put("text", request.share()).put("request_location", true);
        rows.addArray().addObject().put("text", request.decline());
        markup.put("resize_keyboard", true).put("one_time_keyboard", true);
        return send(chat, request.html(), markup);
    }

    @Override
    public void endRequest(long chat, String html) {
        send(chat, html, JSON.createObjectNode().put("remove_keyboard", true));
    }

    /** With a keyboard that is the person's and not the message's. */
    private long send(long chat, String html, ObjectNode markup) {
        return call(
                        "sendMessage",
                        parameters -> {
                            parameters.put("chat_id", chat).set("reply_markup", markup);
                            return parameters;
                        },
                        new Screen(html, List.of()))
                .path("message_id")
                .asLong();
    }

    @Override
    public void edit(long chat, long message, Screen screen) {
        try {
            call(
                    "editMessageText",
                    parameters -> parameters.put("chat_id", chat).put("message_id", message),
                    screen);
        } catch (Refused refused) {
            // the person tapped what was chosen already, or we repeat ourselves after a crash: it looks as it should
            if (!refused.isNotModified()) {
                throw refused;
            }
        }
    }

    @Override
    public void acknowledge(String callback, @Nullable String toast, boolean alert) {
        ObjectNode parameters = JSON.createObjectNode().put("callback_query_id", callback);
        if (toast != null) {
            parameters.put("text", toast.length() <= LONGEST_TOAST ? toast : toast.substring(0, LONGEST_TOAST));
            parameters.put("show_alert", alert);
        }
        try {
            call("answerCallbackQuery", parameters);
        } catch (Refused refused) {
            // an update that was kept for a while: nobody waits for this any more
            if (!refused.isTooOld()) {
                throw refused;
            }
        }
    }

    @Override
    public void offerCommands(@Nullable Language language, List<BotCommand> commands) {
        ObjectNode parameters = JSON.createObjectNode();
        ArrayNode list = parameters.putArray("commands");
        commands.forEach(command ->
                list.addObject().put("command", command.command()).put("description", command.description()));
        if (language != null) {
            parameters.put("language_code", language.code());
        }
        call("setMyCommands", parameters);
    }

    @Override
    public void endWebhook() {
        call("deleteWebhook", JSON.createObjectNode());
    }

    @Override
    public void setWebhook(URI url, String secret) {
        ObjectNode parameters =
                JSON.createObjectNode().put("url", url.toString()).put("secret_token", secret);
        ArrayNode allowed = parameters.putArray("allowed_updates");
        ALLOWED_UPDATES.forEach(allowed::add);
        call("setWebhook", parameters);
    }

    private interface Addressing {
        ObjectNode addTo(ObjectNode parameters);
    }

    /** In HTML; if Telegram cannot read the markup, as plain text, for a plain message is better than none. */
    private JsonNode call(String method, Addressing addressing, Screen screen) {
        ObjectNode parameters = addressing.addTo(JSON.createObjectNode());
        ObjectNode keyboard = keyboard(screen.keyboard());
        if (keyboard != null) {
            parameters.set("reply_markup", keyboard);
        }
        try {
            return call(method, parameters.put("text", screen.html()).put("parse_mode", "HTML"));
        } catch (Refused refused) {
            if (!refused.isUnreadableMarkup()) {
                throw refused;
            }
            parameters.remove("parse_mode");
            return call(method, parameters.put("text", screen.plainText()));
        }
    }

    /** A file goes as one part of a form, whose other parts are the parameters. */
    private long upload(String method, long chat, Upload file, String caption, @Nullable ObjectNode keyboard) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("chat_id", Long.toString(chat));
        if (keyboard != null) {
            fields.put("reply_markup", JSON.writeValueAsString(keyboard));
        }
        fields.put("caption", caption);
        fields.put("parse_mode", "HTML");
        try {
            return upload(method, fields, file);
        } catch (Refused refused) {
            if (!refused.isUnreadableMarkup()) {
                throw refused;
            }
            fields.put("caption", Screen.plainText(caption));
            fields.remove("parse_mode");
            return upload(method, fields, file);
        }
    }

    private long upload(String method, Map<String, String> fields, Upload file) {
        Form form = Form.of(fields, file);
        return call(method, form.contentType(), form.body(), UPLOAD)
                .path("message_id")
                .asLong();
    }

    private static @Nullable ObjectNode keyboard(List<List<Button>> keyboard) {
        if (keyboard.isEmpty()) {
            return null; // an edit without a keyboard takes the old one away
        }
        ObjectNode markup = JSON.createObjectNode();
        ArrayNode rows = markup.putArray("inline_keyboard");
        keyboard.forEach(row -> {
            ArrayNode buttons = rows.addArray();
            row.forEach(
                    button -> buttons.addObject().put("text", button.label()).put("callback_data", button.data()));
        });
        return markup;
    }

    private JsonNode call(String method, ObjectNode parameters) {
        return call(method, JSON_TYPE, JSON.writeValueAsBytes(parameters), CALL);
    }

    private JsonNode call(String method, String contentType, byte[] body, Duration timeout) {
        try {
            return callInterruptibly(method, contentType, body, timeout);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unreachable(method, "interrupted");
        }
    }

    private JsonNode callInterruptibly(String method, String contentType, byte[] body, Duration timeout)
            throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(method))
                .timeout(timeout)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException failed) {
            // neither its message nor itself as the cause: either may quote the URL
            throw new Unreachable(method, failed.getClass().getSimpleName());
        }
        return result(method, response);
    }

    private JsonNode result(String method, HttpResponse<byte[]> response) {
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (JacksonException notJson) {
            throw new Unreachable(method, "status " + response.statusCode() + " without JSON");
        }
        if (body.path("ok").asBoolean(false)) {
            return body.path("result");
        }
        int status = body.path("error_code").asInt(response.statusCode());
        if (status == 429) {
            long seconds = body.path("parameters").path("retry_after").asLong(1);
            throw new TooManyRequests(method, Duration.ofSeconds(Math.max(1, seconds)));
        } else if (status == 409) {
            throw new Conflict(method);
        } else if (status >= 500 || status < 400) {
            throw new Unreachable(method, "status " + status);
        }
        throw new Refused(method, status, withoutToken(body.path("description").asString("")));
    }

    private String withoutToken(String text) {
        return text.replace(token, "…").replaceAll("[\\r\\n]", " ").toLowerCase(Locale.ROOT);
    }

    /** Not the default, which a record's would be: the token stays inside. */
    @Override
    public String toString() {
        return "BotApi";
    }
}
