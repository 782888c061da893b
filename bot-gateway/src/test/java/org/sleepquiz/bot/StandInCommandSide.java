package org.sleepquiz.bot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Night;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.QuizStatus;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands in for the command-side and the query-side, which the gateway may not depend on: real HTTP, answers in memory, and
 * as much of the rules as the contract shows. The true sides are met end to end in infra/standalone.
 */
public final class StandInCommandSide implements AutoCloseable {

    private static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");

    /** A request that came in. */
    public record Request(
            String method,
            String path,
            String user,
            JsonNode body,
            @Nullable String authorization,
            @Nullable String waitFor) {}

    private static final class User {
        private Settings settings = Settings.ofNewUser(ZONE, Language.EN);
        private final Map<UUID, QuizState> quizzes = new LinkedHashMap<>();
        private final NavigableMap<LocalDate, SleepEntry> entries = new TreeMap<>();
        private int changes;
    }

    /** An answer that is not the usual one. */
    private record Instead(
            int status, String body, @Nullable String retryAfter) {}

    private final int port;
    private HttpServer server;
    private ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, User> users = new LinkedHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Instead> instead = new java.util.concurrent.ConcurrentHashMap<>();
    private final Map<String, Integer> refusals = new java.util.concurrent.ConcurrentHashMap<>();
    private final AtomicLong delayMillis = new AtomicLong();
    private final AtomicLong position = new AtomicLong(100);
    private volatile String summary = "{\"entries\":0}";
    private volatile @Nullable String progress; // none yet: a 503
    private volatile String snooze = "{\"status\":404,\"code\":\"NOT_FOUND\"}";
    private volatile boolean blind;
    private volatile String bestTime = "{\"completions\":0,\"verdict\":\"NOT_ENOUGH\"}";

    public StandInCommandSide() {
        this.server = listen(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer listen(int wantedPort) {
        try {
            HttpServer listening =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wantedPort), 0);
            listening.setExecutor(threads);
            listening.createContext("/", this::handle);
            listening.start();
            return listening;
        } catch (IOException busy) {
            throw new IllegalStateException(busy);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Connections are refused from now on. */
    public void goesDown() {
        server.stop(0);
    }

    public void comesBack() {
        server = listen(port);
    }

    /** Every request of this user is answered like this, until {@link #answersAsUsual}. */
    public void answersInstead(long user, int status, String body) {
        instead.put(Long.toString(user), new Instead(status, body, null));
    }

    /** Every request of this user is told to come again after that time, until {@link #answersAsUsual}. */
    public void isOverloaded(long user, int status, Duration retryAfter) {
        instead.put(Long.toString(user), new Instead(status, "{}", Long.toString(retryAfter.toSeconds())));
    }

    public void answersAsUsual(long user) {
        instead.remove(Long.toString(user));
    }

    public void isSlow(long millis) {
        delayMillis.set(millis);
    }

    public void summaryIs(String json) {
        summary = json;
    }

    public List<Request> requests(long user) {
        return requests.stream()
                .filter(request -> request.user().equals(Long.toString(user)))
                .toList();
    }

    /** How often something of the user changed. */
    public synchronized int changes(long user) {
        return Optional.ofNullable(users.get(Long.toString(user)))
                .map(known -> known.changes)
                .orElse(0);
    }

    public synchronized boolean knows(long user) {
        return users.containsKey(Long.toString(user));
    }

    public synchronized List<QuizState> quizzes(long user) {
        return List.copyOf(user(Long.toString(user)).quizzes.values());
    }

    /** The user has chosen a language. */
    public synchronized void speaks(long user, Language language) {
        User known = user(Long.toString(user));
        known.settings = changed(known.settings, Json.MAPPER.createObjectNode().put("language", language.code()));
    }

    /** What the user has chosen. */
    public synchronized Settings settings(long user) {
        return user(Long.toString(user)).settings;
    }

    /** Every change of this user's settings is refused like this from now on. */
    public void refusesChanges(long user, int status) {
        refusals.put(Long.toString(user), status);
    }

    /** The night has this entry, as if it had been told of. */
    public synchronized void has(long user, SleepEntry entry) {
        user(Long.toString(user)).entries.put(entry.nightDate(), entry);
    }

    /** The nights that have an entry, oldest first. */
    public synchronized List<SleepEntry> entries(long user) {
        return List.copyOf(user(Long.toString(user)).entries.values());
    }

    public void progressIs(String json) {
        progress = json;
    }

    /** What comes of a snooze: a reply, or a problem with its status and code. */
    public void snoozeIs(String json) {
        snooze = json;
    }

    /** From now on no question is answered, but commands are; or as usual again. */
    public void isBlind(boolean now) {
        blind = now;
    }

    public void bestTimeIs(String json) {
        bestTime = json;
    }

    private static Settings changed(Settings settings, JsonNode changes) {
        ObjectNode all = Json.MAPPER.valueToTree(settings);
        changes.properties().forEach(change -> all.set(change.getKey(), change.getValue()));
        String paused = all.path("promptsPausedUntil").asString("");
        if (!paused.isEmpty() && !LocalDate.parse(paused).isAfter(LocalDate.now(settings.timeZone()))) {
            all.remove("promptsPausedUntil");
        }
        return Json.MAPPER.treeToValue(all, Settings.class);
    }

    /** The open quiz is found untouched for a day by the next start. */
    public synchronized void dayPasses(long user) {
        user(Long.toString(user))
                .quizzes
                .replaceAll((id, quiz) -> quiz.status() == QuizStatus.IN_PROGRESS
                        ? with(quiz, QuizStatus.ABANDONED, quiz.answers(), null)
                        : quiz);
    }

    private User user(String id) {
        return users.computeIfAbsent(id, unknown -> new User());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String[] parts = path.split("/");
            String user = parts.length > 4 ? parts[4] : "";
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonNode body = text.isEmpty() ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(text);
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    path,
                    user,
                    body,
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("X-Wait-For")));
            if (delayMillis.get() > 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(delayMillis.get() * 1_000_000);
            }
            Instead other = instead.get(user);
            if (other != null) {
                if (other.retryAfter() != null) {
                    exchange.getResponseHeaders().set("Retry-After", other.retryAfter());
                }
                reply(exchange, other.status(), other.body());
            } else {
                answer(exchange, parts, user, body);
            }
        }
    }

    private void answer(HttpExchange exchange, String[] parts, String user, JsonNode body) throws IOException {
        String method = exchange.getRequestMethod();
        Object result;
        int status = 200;
        synchronized (this) {
            Optional<Raw> raw = companion(exchange, parts, user);
            if (raw.isPresent()) {
                reply(exchange, raw.get().status(), raw.get().body());
                return;
            }
            if (parts[parts.length - 1].equals("summary")) {
                result = Json.MAPPER.readTree(summary);
            } else if (parts[parts.length - 1].equals("best-time")) {
                result = Json.MAPPER.readTree(bestTime);
            } else if (method.equals("PATCH") && refusals.containsKey(user)) {
                result = problem(refusals.get(user), "INVALID_ANSWER", null);
            } else if (method.equals("PATCH")) {
                register(user, Json.MAPPER.createObjectNode());
                User known = user(user);
                Settings settings = changed(known.settings, body);
                known.changes += settings.equals(known.settings) ? 0 : 1;
                known.settings = settings;
                result = settings;
            } else if (method.equals("PUT") && parts.length == 5) {
                register(user, body);
                result = user(user).settings;
            } else {
                register(user, body);
                result = switch (method) {
                    case "POST" -> start(user(user), body);
                    case "DELETE" -> cancel(user(user), UUID.fromString(parts[6]));
                    default ->
                        put(
                                user(user),
                                UUID.fromString(parts[6]),
                                Question.valueOf(parts[8]),
                                Json.MAPPER.treeToValue(body.path("value"), AnswerValue.class));
                };
            }
        }
        if (result instanceof ObjectNode problem && problem.has("code")) {
            status = problem.path("status").asInt();
        }
        reply(exchange, status, Json.MAPPER.writeValueAsString(result));
    }

    private record Raw(int status, byte[] body) {

        static Raw of(Object json) {
            return new Raw(200, Json.MAPPER.writeValueAsBytes(json));
        }

        static Raw problem(int status, String code) {
            return new Raw(status, Json.MAPPER.writeValueAsBytes(StandInCommandSide.problem(status, code, null)));
        }
    }

    private Optional<Raw> companion(HttpExchange exchange, String[] parts, String user) {
        String method = exchange.getRequestMethod();
        String what = parts.length > 5 ? parts[parts.length - 1] : "";
        if (method.equals("GET")) {
            if (blind) {
                return Optional.of(Raw.problem(503, "TRY_LATER"));
            }
            if (!users.containsKey(user)) {
                return what.equals("summary") || what.equals("best-time")
                        ? Optional.empty()
                        : Optional.of(Raw.problem(404, "UNKNOWN_USER"));
            }
            return asked(
                    what,
                    user(user),
                    Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        }
        if (method.equals("POST") && what.equals("snooze")) {
            JsonNode reply = Json.MAPPER.readTree(snooze);
            return Optional.of(new Raw(reply.path("status").asInt(200), snooze.getBytes(StandardCharsets.UTF_8)));
        }
        if (method.equals("PUT") && what.equals("reachability")) {
            return Optional.of(new Raw(204, new byte[0]));
        }
        if (method.equals("DELETE") && parts.length == 5) {
            return Optional.of(
                    users.remove(user) == null ? Raw.problem(404, "UNKNOWN_USER") : new Raw(204, new byte[0]));
        }
        if (method.equals("DELETE") && parts[5].equals("entries")) {
            user(user).entries.remove(LocalDate.parse(what));
            return Optional.of(new Raw(204, new byte[0]));
        }
        return Optional.empty();
    }

    private Optional<Raw> asked(String what, User user, String query) {
        return switch (what) {
            case "" -> Optional.of(Raw.of(Map.of("telegramId", "1", "settings", user.settings)));
            case "entries" -> Optional.of(Raw.of(page(user, query)));
            case "progress" ->
                Optional.of(
                        progress == null
                                ? Raw.problem(503, "TRY_LATER")
                                : new Raw(200, progress.getBytes(StandardCharsets.UTF_8)));
            case "chart.png" ->
                Optional.of(user.entries.isEmpty() ? new Raw(204, new byte[0]) : new Raw(200, picture()));
            case "export" -> Optional.of(new Raw(200, (query + ": the whole diary").getBytes(StandardCharsets.UTF_8)));
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> page(User user, String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            parameters.put(pair.split("=")[0], pair.split("=")[1]);
        }
        LocalDate from = LocalDate.parse(parameters.getOrDefault("from", "2000-01-01"));
        LocalDate to = LocalDate.parse(parameters.getOrDefault("to", "2999-01-01"));
        int limit = Integer.parseInt(parameters.get("limit"));
        List<SleepEntry> found = List.copyOf(
                user.entries.subMap(from, true, to, true).descendingMap().values());
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("entries", found.stream().limit(limit).toList());
        if (found.size() > limit) {
            page.put("next", "cursor");
        }
        return page;
    }

    private static byte[] picture() {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", png);
        } catch (IOException unwritten) {
            throw new java.io.UncheckedIOException(unwritten);
        }
        return png.toByteArray();
    }

    private void register(String user, JsonNode body) {
        if (!users.containsKey(user)) {
            User known = user(user);
            known.changes++;
            known.settings = Settings.ofNewUser(
                    ZONE, Language.ofTag(body.path("language").asString(null)));
        }
    }

    private QuizState start(User user, JsonNode body) {
        UUID id = UUID.fromString(body.path("quizId").asString());
        if (user.quizzes.containsKey(id)) {
            return user.quizzes.get(id);
        }
        Optional<QuizState> open = open(user);
        if (open.isPresent() && !body.path("startOver").asBoolean(false)) {
            return open.get();
        }
        open.ifPresent(quiz -> user.quizzes.put(quiz.quizId(), with(quiz, QuizStatus.ABANDONED, quiz.answers(), null)));
        user.changes++;
        Instant startedAt = Instant.parse(body.path("startedAt").asString());
        QuizState quiz = new QuizState(
                id,
                QuizStatus.IN_PROGRESS,
                startedAt,
                Answers.none(),
                Answers.none().missing(),
                Answers.none()
                        .with(Question.BEDTIME, new ClockTime(LocalTime.of(22, 0)))
                        .with(Question.WAKE_TIME, new ClockTime(LocalTime.of(7, 0))),
                ZONE,
                user.settings.language(),
                null);
        user.quizzes.put(id, quiz);
        return quiz;
    }

    private static Optional<QuizState> open(User user) {
        return user.quizzes.values().stream()
                .filter(quiz -> quiz.status() == QuizStatus.IN_PROGRESS)
                .findFirst();
    }

    private Object put(User user, UUID id, Question question, AnswerValue value) {
        QuizState quiz = user.quizzes.get(id);
        if (quiz == null) {
            return problem(409, "QUIZ_CLOSED", null);
        }
        if (quiz.answers().to(question).filter(value::equals).isPresent()) {
            return quiz;
        }
        if (quiz.status() != QuizStatus.IN_PROGRESS) {
            return problem(409, "QUIZ_CLOSED", quiz);
        }
        Answers answers = quiz.answers().with(question, value);
        SleepEntry entry = null;
        if (answers.areComplete()) {
            if (answers.bedtime().equals(answers.wakeTime())) {
                ObjectNode problem = problem(422, "IMPLAUSIBLE_NIGHT", quiz);
                problem.putArray("questions").add("BEDTIME").add("WAKE_TIME");
                return problem;
            }
            Night night = Night.of(answers, quiz.startedAt(), ZONE).orElseThrow();
            entry = new SleepEntry(UUID.randomUUID(), night.nightDate(), ZONE, night.bedAt(), night.wakeAt(), answers);
        }
        user.changes++;
        QuizState changed = with(quiz, entry == null ? QuizStatus.IN_PROGRESS : QuizStatus.COMPLETED, answers, entry);
        user.quizzes.put(id, changed);
        if (entry != null) {
            user.entries.put(entry.nightDate(), entry);
        }
        return changed;
    }

    private Object cancel(User user, UUID id) {
        QuizState quiz = user.quizzes.get(id);
        if (quiz == null || quiz.status() == QuizStatus.COMPLETED || quiz.status() == QuizStatus.ABANDONED) {
            return problem(409, "QUIZ_CLOSED", quiz);
        }
        if (quiz.status() == QuizStatus.IN_PROGRESS) {
            user.changes++;
            user.quizzes.put(id, with(quiz, QuizStatus.CANCELLED, quiz.answers(), null));
        }
        return user.quizzes.get(id);
    }

    private static QuizState with(QuizState quiz, QuizStatus status, Answers answers, @Nullable SleepEntry entry) {
        return new QuizState(
                quiz.quizId(),
                status,
                quiz.startedAt(),
                answers,
                answers.missing(),
                quiz.suggested(),
                quiz.timeZone(),
                quiz.language(),
                entry);
    }

    private static ObjectNode problem(int status, String code, @Nullable QuizState quiz) {
        ObjectNode problem =
                Json.MAPPER.createObjectNode().put("status", status).put("code", code);
        if (quiz != null) {
            problem.set("quiz", Json.MAPPER.valueToTree(quiz));
        }
        return problem;
    }

    private void reply(HttpExchange exchange, int status, String body) throws IOException {
        reply(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private void reply(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("X-Event-Position", Long.toString(position.incrementAndGet()));
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
