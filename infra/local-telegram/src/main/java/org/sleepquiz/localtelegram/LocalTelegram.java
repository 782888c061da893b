package org.sleepquiz.localtelegram;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Telegram on this machine: the Bot API at <code>/bot&lt;TOKEN&gt;/&lt;method&gt;</code> and a chat page at {@code /}. Binds
 * to 127.0.0.1 only.
 *
 * <p>Where Telegram leaves a choice: a person who was announced with {@link #person} counts as having started the bot,
 * a callback query lives 15 minutes, Markdown and files by URL are refused, plain HTTP is fine for a webhook on this
 * machine.
 * Of reply keyboards texts and requests for the location are shown; rich messages, inline mode and payments are not served.
 */
public final class LocalTelegram implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalTelegram.class);
    private static final String USERNAME = "sleepquiz_bot";
    private static final String BOT_NAME = "Sleep quiz";

    static {
        // the JDK's server leaves Nagle's algorithm on, which costs 40 ms a reply on a kept connection
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Memory memory;
    private final UpdateQueue queue;
    private final Conversations conversations;
    private final Faults faults = new Faults();
    private final ChatEvents events = new ChatEvents();
    private final BotApiEndpoint botApi;
    private final ChatPage page;
    private final WebhookDelivery webhook;
    private int requests; // under way, guarded by the server

    private LocalTelegram(HttpServer server, String botToken, Memory memory) {
        ObjectNode bot = Json.object()
                .put("id", botId(botToken))
                .put("is_bot", true)
                .put("first_name", BOT_NAME)
                .put("username", USERNAME);
        this.server = server;
        this.memory = memory;
        this.queue = new UpdateQueue(memory);
        this.conversations = new Conversations(memory, queue, bot);
        BotMethods methods = new BotMethods(memory, queue, conversations, bot, events);
        this.botApi = new BotApiEndpoint(botToken, methods, faults, memory);
        this.page = new ChatPage(memory, conversations, methods, events, bot);
        this.webhook = new WebhookDelivery(memory, queue, botApi::performFromWebhook);
        memory.watchedBy(events);
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "local-telegram-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts it.
     *
     * @param port 0 for any free port
     * @param botToken the only token that is let in; what stands before its colon becomes the bot's id
     * @param stateDirectory chats, messages and undelivered updates survive a restart there; null: they do not
     * @throws IllegalStateException in one line, if the port or the directory is in use
     */
    public static LocalTelegram start(int port, String botToken, @Nullable Path stateDirectory) {
        return start(port, botToken, stateDirectory, Clock.systemUTC());
    }

    static LocalTelegram start(int port, String botToken, @Nullable Path stateDirectory, Clock clock) {
        HttpServer server = bind(port);
        try {
            LocalTelegram telegram = new LocalTelegram(server, botToken, Memory.open(stateDirectory, clock));
            server.setExecutor(telegram.threads);
            server.createContext("/", telegram::handle);
            server.start();
            telegram.webhook.start();
            LOG.info("local telegram url={}", telegram.url());
            return telegram;
        } catch (RuntimeException e) {
            server.stop(0);
            throw e;
        }
    }

    private static HttpServer bind(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        } catch (BindException e) {
            throw new IllegalStateException("Port " + port + " for the chat is in use", e);
        } catch (IOException e) {
            throw new IllegalStateException("Port " + port + " for the chat cannot be opened: " + e.getMessage(), e);
        }
    }

    private static long botId(String token) {
        String id = token.replaceFirst(":.*", "");
        return id.matches("\\d{1,15}") ? Long.parseLong(id) : 1;
    }

    private void handle(HttpExchange exchange) throws IOException {
        count(1);
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/bot")) {
                botApi.handle(exchange, path.substring("/bot".length()));
            } else {
                page.handle(exchange, path);
            }
        } finally {
            count(-1);
        }
    }

    private void count(int change) {
        synchronized (server) {
            requests += change;
            server.notifyAll();
        }
    }

    /** Where the chat page is, without a slash at the end; what a bot takes for Telegram's own address. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * A scripted person; the same id again is the same person, by the new name and language.
     *
     * @param languageCode as a Telegram app sends it, such as {@code sv} or {@code es-419}; empty for none
     */
    public LocalPerson person(long userId, String firstName, String languageCode) {
        conversations.person(userId, firstName, languageCode);
        return new LocalPerson(userId, memory, conversations, events);
    }

    /**
     * Refuses the next calls of a method without doing them.
     *
     * @param method {@code *} for any
     * @param errorCode also the HTTP status
     * @param retryAfterSeconds told to the bot as {@code parameters.retry_after}; null for none
     */
    public void failNext(
            String method, int times, int errorCode, String description, @Nullable Integer retryAfterSeconds) {
        faults.add(method, times, errorCode, description, retryAfterSeconds);
    }

    /** Every call of the Bot API since the start, oldest first; at most the last 20 000. */
    public List<Call> calls() {
        return botApi.calls();
    }

    /**
     * Sends an update once more, with the same id, whatever offset the bot asks for.
     *
     * @throws IllegalArgumentException if it was not delivered since the start
     */
    public void redeliver(long updateId) {
        queue.redeliver(updateId);
    }

    /** The highest id an update was given so far; 0 if there was none. */
    public long lastUpdateId() {
        synchronized (memory) {
            return memory.lastUpdateId();
        }
    }

    /**
     * Sends any other update, such as a message in a group; the bot may answer in a group it heard from.
     *
     * @param kind the field of Update, such as {@code message}
     * @param content the value of that field
     * @return its update id, or 0 if the bot's {@code allowed_updates} exclude it
     */
    public long receives(String kind, JsonNode content) {
        return conversations.receives(kind, content);
    }

    /** Ends long polls and open pages, then the server; everything is saved. */
    @Override
    public void close() {
        webhook.close();
        memory.close();
        awaitLastReplies();
        server.stop(0);
        threads.shutdownNow();
    }

    private void awaitLastReplies() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        synchronized (server) {
            try {
                for (long left = 1; requests > 0 && left > 0; ) {
                    left = (deadline - System.nanoTime()) / 1_000_000;
                    server.wait(Math.max(1, left));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closing in a hurry
            }
        }
    }
}
