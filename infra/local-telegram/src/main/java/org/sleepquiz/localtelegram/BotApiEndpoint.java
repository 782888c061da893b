package org.sleepquiz.localtelegram;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /bot<TOKEN>/<method>}: the one place where a call comes in, is checked, recorded and answered. */
final class BotApiEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(BotApiEndpoint.class);
    private static final int CALLS_REMEMBERED = 20_000;

    private final byte[] token;
    private final BotMethods methods;
    private final Faults faults;
    private final Memory memory;
    private final Deque<Call> calls = new ArrayDeque<>();

    BotApiEndpoint(String token, BotMethods methods, Faults faults, Memory memory) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.methods = methods;
        this.faults = faults;
        this.memory = memory;
    }

    List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** @param path what follows {@code /bot} */
    void handle(HttpExchange exchange, String path) throws IOException {
        Instant at = memory.now();
        int slash = path.indexOf('/');
        String method = slash < 0 ? "" : path.substring(slash + 1);
        ObjectNode recorded = Json.object();
        ObjectNode reply;
        int status = 200;
        try {
            requireToken(slash < 0 ? path : path.substring(0, slash));
            String known = ApiDescription.BOT_API
                    .method(method)
                    .orElseThrow(() -> new RefusedCall(404, "Not Found: method not found", null));
            Parameters parameters = Parameters.read(exchange, known);
            recorded = parameters.recorded();
            BotMethods.Result result = perform(known, parameters);
            reply = Json.object().put("ok", true);
            reply.set("result", result.value());
            if (result.description() != null) {
                reply.put("description", result.description());
            }
        } catch (RefusedCall refused) {
            status = refused.errorCode();
            reply = refusal(refused);
            if (refused.retryAfterSeconds() != null) {
                exchange.getResponseHeaders()
                        .set("Retry-After", refused.retryAfterSeconds().toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            status = 502;
            reply = refusal(new RefusedCall(502, "Bad Gateway", null));
        } catch (RuntimeException e) {
            LOG.error("method={} failed", method, e);
            status = 500;
            reply = refusal(new RefusedCall(500, "Internal Server Error", null));
        }
        record(new Call(method, recorded, at, status));
        respond(exchange, status, reply);
    }

    private BotMethods.Result perform(String method, Parameters parameters) throws InterruptedException {
        Optional<RefusedCall> fault = faults.next(method);
        if (fault.isPresent()) {
            throw fault.get();
        }
        ApiDescription.BOT_API.requireValid(method, parameters.values(), parameters.files());
        return methods.call(method, parameters);
    }

    /** A call that came in the reply to a webhook delivery; Telegram tells nobody how it went, the record does. */
    void performFromWebhook(ObjectNode call) {
        String name = call.path("method").asString();
        ObjectNode values = call.deepCopy();
        values.remove("method");
        int status = 200;
        try {
            String known = ApiDescription.BOT_API
                    .method(name)
                    .orElseThrow(() -> new RefusedCall(404, "Not Found: method not found", null));
            perform(known, new Parameters(ApiDescription.BOT_API.typed(known, values, false), Map.of()));
        } catch (RefusedCall refused) {
            status = refused.errorCode();
            LOG.info("method={} in the reply to a webhook refused status={}", name, status);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            status = 502;
        }
        record(new Call(name, values, memory.now(), status));
    }

    private void requireToken(String given) {
        if (!MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8))) {
            throw new RefusedCall(401, "Unauthorized", null);
        }
    }

    private static ObjectNode refusal(RefusedCall refused) {
        ObjectNode reply = Json.object()
                .put("ok", false)
                .put("error_code", refused.errorCode())
                .put("description", refused.description());
        if (refused.retryAfterSeconds() != null) {
            reply.putObject("parameters").put("retry_after", refused.retryAfterSeconds());
        }
        return reply;
    }

    private void record(Call call) {
        synchronized (calls) {
            calls.add(call);
            if (calls.size() > CALLS_REMEMBERED) {
                calls.remove();
            }
        }
    }

    private static void respond(HttpExchange exchange, int status, JsonNode reply) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(reply);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
