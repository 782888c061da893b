package org.sleepquiz.localtelegram;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The chat page and what it talks to below {@code /chat/api}: server-sent events for what happens, small JSON posts for
 * what the person does. Anybody on this machine may be anybody here; other web sites may not: posts must be JSON
 * (which a foreign page cannot send unasked), and the Host header must name this machine (against DNS rebinding).
 */
final class ChatPage {

    private static final int MOST_OPEN_PAGES = 64;
    private static final int MOST_BYTES = 1 << 20;
    private static final long FIRST_USER_ID = 1001;
    private static final Pattern THIS_MACHINE = Pattern.compile("(127\\.0\\.0\\.1|localhost)(:\\d+)?");
    private static final Map<String, String> ASSETS = Map.of(
            "/", "chat.html",
            "/chat.css", "chat.css",
            "/chat.js", "chat.js",
            "/icon.svg", "icon.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Memory memory;
    private final Conversations conversations;
    private final BotMethods methods;
    private final ChatEvents events;
    private final ObjectNode bot;

    ChatPage(Memory memory, Conversations conversations, BotMethods methods, ChatEvents events, ObjectNode bot) {
        this.memory = memory;
        this.conversations = conversations;
        this.methods = methods;
        this.events = events;
        this.bot = bot;
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .orElse("");
        if (!THIS_MACHINE.matcher(host).matches()) {
            problem(exchange, 403, "This page is only for this machine");
            return;
        }
        boolean post = exchange.getRequestMethod().equals("POST");
        if (!post && !exchange.getRequestMethod().equals("GET")) {
            problem(exchange, 405, "Only GET and POST");
            return;
        }
        try {
            if (post) {
                post(exchange, path);
            } else {
                get(exchange, path);
            }
        } catch (IllegalArgumentException e) {
            problem(exchange, 400, String.valueOf(e.getMessage()));
        } catch (RefusedCall e) {
            problem(exchange, e.errorCode(), e.description());
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        if (ASSETS.containsKey(path)) {
            asset(exchange, ASSETS.get(path));
        } else if (path.equals("/chat/api/people")) {
            json(exchange, people());
        } else if (path.equals("/chat/api/profile")) {
            json(exchange, profile(user(exchange)));
        } else if (path.equals("/chat/api/events")) {
            events(exchange, user(exchange));
        } else if (path.startsWith("/chat/api/files/")) {
            file(exchange, path.substring("/chat/api/files/".length()));
        } else {
            problem(exchange, 404, "Nothing here");
        }
    }

    private void post(HttpExchange exchange, String path) throws IOException {
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        if (!type.startsWith("application/json")) {
            problem(exchange, 415, "Only JSON");
            return;
        }
        JsonNode body = body(exchange);
        long user = body.path("user").asLong(0);
        switch (path) {
            case "/chat/api/people" -> json(exchange, newPerson(body));
            case "/chat/api/messages" -> {
                conversations.types(user, body.path("text").asString(""));
                json(exchange, Json.object());
            }
            case "/chat/api/locations" -> {
                conversations.sharesLocation(
                        user,
                        body.path("latitude").asDouble(Double.NaN),
                        body.path("longitude").asDouble(Double.NaN));
                json(exchange, Json.object());
            }
            case "/chat/api/edits" -> {
                conversations.edits(
                        user, body.path("message").asLong(), body.path("text").asString(""));
                json(exchange, Json.object());
            }
            case "/chat/api/taps" ->
                json(
                        exchange,
                        Json.object()
                                .put(
                                        "query",
                                        conversations.tapsData(
                                                user,
                                                body.path("data").asString(""),
                                                body.path("message").asLong())));
            case "/chat/api/block" -> {
                conversations.blocks(user, body.path("blocked").asBoolean());
                json(exchange, profile(user));
            }
            default -> problem(exchange, 404, "Nothing here");
        }
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new RefusedCall(413, "Too large", null);
        }
        try {
            return Json.MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("Not JSON", e);
        }
    }

    private static long user(HttpExchange exchange) {
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        Matcher user = Pattern.compile("(?:^|&)user=(\\d{1,15})(?:&|$)")
                .matcher(URLDecoder.decode(query, StandardCharsets.UTF_8));
        if (!user.find()) {
            throw new IllegalArgumentException("Which user?");
        }
        return Long.parseLong(user.group(1));
    }

    // People

    private ArrayNode people() {
        ArrayNode people = Json.array();
        synchronized (memory) {
            memory.chats().stream()
                    .map(Chat::person)
                    .filter(person -> person != null)
                    .forEach(person -> people.add(seen(person)));
        }
        return people;
    }

    private static ObjectNode seen(@Nullable ObjectNode person) {
        JsonNode known = person == null ? Json.object() : person;
        return Json.object()
                .put("id", known.path("id").asLong(0))
                .put("firstName", known.path("first_name").asString(""))
                .put("languageCode", known.path("language_code").asString(""));
    }

    /** Without an id a new person; without a name or language what is known of that person stays. */
    private ObjectNode newPerson(JsonNode body) {
        synchronized (memory) {
            long id = body.has("id")
                    ? body.path("id").asLong(0)
                    : memory.chats().stream()
                                    .mapToLong(Chat::id)
                                    .filter(chat -> chat >= FIRST_USER_ID)
                                    .max()
                                    .orElse(FIRST_USER_ID - 1)
                            + 1;
            if (id <= 0) {
                throw new IllegalArgumentException("A user id is a positive number");
            }
            JsonNode known = memory.chat(id)
                    .map(Chat::person)
                    .<JsonNode>map(person -> person)
                    .orElse(Json.object());
            String name = body.path("firstName").asString("").strip();
            String language = body.path("languageCode").asString("");
            if (name.length() > 64 || !language.matches("[A-Za-z0-9-]{0,16}")) {
                throw new IllegalArgumentException("A name has at most 64 characters, a language looks like sv");
            }
            Chat chat = conversations.person(
                    id,
                    name.isEmpty() ? known.path("first_name").asString("User " + id) : name,
                    language.isEmpty() ? known.path("language_code").asString("en") : language);
            return seen(chat.person());
        }
    }

    // What the page shows

    private ObjectNode profile(long userId) {
        synchronized (memory) {
            Chat chat = conversations.chat(userId);
            ObjectNode person = seen(chat.person());
            String language = person.path("languageCode").asString("").replaceFirst("[-_].*", "");
            ObjectNode profile = Json.object();
            profile.putObject("bot")
                    .put("name", bot.path("first_name").asString())
                    .put("username", bot.path("username").asString())
                    .put("description", description(language));
            profile.set("person", person);
            profile.put("blocked", chat.blocked());
            profile.set("commands", methods.commandsFor(chat, language));
            return profile;
        }
    }

    private String description(String language) {
        for (String code : List.of(language, "")) {
            JsonNode text = memory.setting("description/" + code);
            if (text != null && !text.asString().isEmpty()) {
                return text.asString();
            }
        }
        return "";
    }

    private ObjectNode state(long userId) {
        ObjectNode state = profile(userId);
        state.set("replyKeyboard", ChatEvents.replyKeyboard(conversations.chat(userId)));
        ArrayNode messages = state.putArray("messages");
        conversations.chat(userId).messages.values().forEach(message -> messages.add(ChatEvents.picture(message)));
        return state;
    }

    /** First the whole chat, then what happens in it; taken and joined under one lock, so nothing falls between. */
    private void events(HttpExchange exchange, long userId) throws IOException {
        ChatEvents.Listener listener;
        ObjectNode state;
        synchronized (memory) {
            if (events.listening() >= MOST_OPEN_PAGES) {
                throw new RefusedCall(503, "Too many open pages", null);
            }
            state = state(userId);
            listener = events.listen(userId);
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            write(out, new ChatEvents.Event("state", state));
            long lastWrite = System.nanoTime();
            while (!memory.closed() && !listener.lost()) {
                ChatEvents.Event event = listener.events().poll(500, TimeUnit.MILLISECONDS);
                if (event != null) {
                    write(out, event);
                    lastWrite = System.nanoTime();
                } else if (System.nanoTime() - lastWrite > TimeUnit.SECONDS.toNanos(15)) {
                    out.write(":\n\n".getBytes(StandardCharsets.UTF_8)); // finds out that a page has gone
                    out.flush();
                    lastWrite = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server stops
        } finally {
            events.leave(listener);
        }
    }

    private static void write(OutputStream out, ChatEvents.Event event) throws IOException {
        out.write(("event: " + event.kind() + "\ndata: " + Json.MAPPER.writeValueAsString(event.data()) + "\n\n")
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    // Bytes

    private static void asset(HttpExchange exchange, String name) throws IOException {
        try (InputStream in = ChatPage.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("The jar lacks " + name);
            }
            respond(exchange, 200, TYPES.get(name.replaceFirst(".*\\.", "")), in.readAllBytes());
        }
    }

    /** Pictures are shown, everything else is only ever saved: a document must not become a page of this origin. */
    private void file(HttpExchange exchange, String id) throws IOException {
        Optional<byte[]> bytes = memory.files().get(id);
        if (bytes.isEmpty()) {
            problem(exchange, 404, "No such file");
            return;
        }
        String image = imageType(bytes.get());
        if (image.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Disposition", "attachment");
        }
        respond(exchange, 200, image.isEmpty() ? "application/octet-stream" : image, bytes.get());
    }

    private static String imageType(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(8, bytes.length), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u0089PNG")) {
            return "image/png";
        }
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        return start.startsWith("GIF8") ? "image/gif" : "";
    }

    private static void json(HttpExchange exchange, JsonNode value) throws IOException {
        respond(exchange, 200, "application/json", Json.MAPPER.writeValueAsBytes(value));
    }

    private static void problem(HttpExchange exchange, int status, String detail) throws IOException {
        respond(
                exchange,
                status,
                "application/problem+json",
                Json.MAPPER.writeValueAsBytes(
                        Json.object().put("status", status).put("detail", detail)));
    }

    private static void respond(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
