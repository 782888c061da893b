package org.sleepquiz.testsupport;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A real Chromium, driven over its own protocol: enough to look at a page, tap and type. */
public final class Browser implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Listener())
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        send("Page.enable", JSON.createObjectNode());
        send("Runtime.enable", JSON.createObjectNode());
        send("Log.enable", JSON.createObjectNode());
    }

    /** Skips the calling test, with the reason in its report, where there is no Chromium. */
    public static void assumeAvailable() {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "no " + CHROMIUM + " on this machine");
    }

    public static Browser open(Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Path portFile = profile.resolve("DevToolsActivePort");
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> Files.exists(portFile)
                            && Files.readAllLines(portFile).size() > 1);
            String port = Files.readAllLines(portFile).get(0);
            AtomicReference<URI> page = new AtomicReference<>();
            await().atMost(Duration.ofSeconds(40)).until(() -> {
                page(port).ifPresent(page::set);
                return page.get() != null;
            });
            return new Browser(process, page.get());
        } catch (IOException | RuntimeException e) {
            end(process);
            throw e;
        }
    }

    /** The address of its only tab, once there is one. */
    private static Optional<URI> page(String port) throws IOException, InterruptedException {
        HttpResponse<String> targets = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(targets.body())
                .valueStream()
                .filter(target -> target.path("type").asString().equals("page"))
                .map(target -> URI.create(target.path("webSocketDebuggerUrl").asString()))
                .findFirst();
    }

    /** @param scheme {@code light} or {@code dark} */
    public void look(int width, int height, String scheme) {
        send(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 500));
        ObjectNode media = JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        send("Emulation.setEmulatedMedia", media);
    }

    /** Goes to a page and waits until its body says {@code data-ready="true"}. */
    public void visit(String url) {
        complaints.clear();
        send("Page.navigate", JSON.createObjectNode().put("url", url));
        waitFor("document.body && document.body.dataset.ready === 'true'");
    }

    /** @param condition a JavaScript expression */
    public void waitFor(String condition) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> evaluate("Boolean(" + condition + ")").asBoolean());
    }

    public JsonNode evaluate(String expression) {
        JsonNode result = send(
                "Runtime.evaluate",
                JSON.createObjectNode()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    public void press(String key, String text) {
        int code = switch (key) {
            case "Enter" -> 13;
            case "ArrowDown" -> 40;
            case "ArrowUp" -> 38;
            case "Escape" -> 27;
            default -> 0;
        };
        ObjectNode down =
                JSON.createObjectNode().put("type", "keyDown").put("key", key).put("windowsVirtualKeyCode", code);
        send("Input.dispatchKeyEvent", text.isEmpty() ? down : down.put("text", text));
        send(
                "Input.dispatchKeyEvent",
                JSON.createObjectNode().put("type", "keyUp").put("key", key));
    }

    public void type(String text) {
        send("Input.insertText", JSON.createObjectNode().put("text", text));
    }

    public byte[] screenshot() {
        return Base64.getDecoder()
                .decode(send("Page.captureScreenshot", JSON.createObjectNode().put("format", "png"))
                        .path("data")
                        .asString());
    }

    /** Errors on the page's console, violations of its security policy among them. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonNode send(String method, ObjectNode parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        socket.sendText(message.toString(), true).join();
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.abort();
        end(process);
    }

    /** With all its children, so that nobody writes into the profile any more. */
    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                received(JSON.readTree(message.toString()));
                message.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void received(JsonNode json) {
            CompletableFuture<JsonNode> answer = pending.remove(json.path("id").asInt(-1));
            if (answer != null) {
                answer.complete(
                        json.has("error")
                                ? JSON.createObjectNode().set("exceptionDetails", json.get("error"))
                                : json.path("result"));
            }
            String method = json.path("method").asString("");
            boolean error = method.equals("Log.entryAdded")
                    && json.path("params")
                            .path("entry")
                            .path("level")
                            .asString()
                            .equals("error");
            if (error || method.equals("Runtime.exceptionThrown")) {
                complaints.add(json.path("params").toString());
            }
        }
    }
}
