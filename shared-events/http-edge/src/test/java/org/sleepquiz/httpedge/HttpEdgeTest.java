package org.sleepquiz.httpedge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

class HttpEdgeTest {

    private static final TokenIssuer ISSUER = TokenIssuer.withNewKey();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ConfigurableApplicationContext context;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Path key = Files.writeString(directory.resolve("key.pem"), ISSUER.publicKeyPem());
        context = new SpringApplicationBuilder(Api.class)
                .run(
                        "--server.port=0",
                        "--spring.application.name=things",
                        "--spring.config.import=classpath:http-edge.yml",
                        "--sleepquiz.http.admission.in-work-of-user=1",
                        "--sleepquiz.jwt.public-key=" + key.toUri());
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test // #2
    void withoutATokenNothingButHealthAndDocsIsOpen() {
        assertRefused(get("/things", null), 401, "UNAUTHENTICATED");
        assertRefused(get("/actuator/prometheus", null), 401, "UNAUTHENTICATED");
        assertThat(get("/actuator/health", null).statusCode()).isEqualTo(200);
        assertThat(get("/actuator/health/readiness", null).statusCode()).isEqualTo(200);
        assertThat(get("/v3/api-docs", null).body())
                .contains("\"bearerFormat\":\"JWT\"", "application/problem+json", "X-Wait-For");
        assertThat(get("/swagger-ui/index.html", null).statusCode()).isEqualTo(200);
    }

    @Test // #2
    void aTokenOfAnotherKeyOrAnExpiredOneIsNoToken() {
        String foreign = TokenIssuer.withNewKey().issue(Role.BOT, Duration.ofHours(1));
        String expired =
                ISSUER.at(Clock.offset(Clock.systemUTC(), Duration.ofHours(-2))).issue(Role.BOT, Duration.ofHours(1));
        assertRefused(get("/things", foreign), 401, "UNAUTHENTICATED");
        assertRefused(get("/things", expired), 401, "UNAUTHENTICATED");
        assertRefused(get("/things", "nonsense"), 401, "UNAUTHENTICATED");
    }

    @Test // #2
    void aRoleThatIsNotNamedIsForbiddenAndAPathThatIsNotNamedIsNotThere() {
        assertThat(get("/things", token(Role.BOT)).statusCode()).isEqualTo(200);
        assertRefused(get("/things", token(Role.ANALYST)), 403, "FORBIDDEN");
        assertRefused(get("/unnamed", token(Role.OPERATOR)), 404, "NOT_FOUND");
        assertRefused(get("/unnamed", null), 401, "UNAUTHENTICATED");
    }

    @Test // #2
    void whatCannotBeReadIsMalformedAndTheAnswerDoesNotRepeatTheValue() {
        assertRefused(post("/things", "{\"name\":"), 400, "MALFORMED");
        assertRefused(post("/things", ""), 400, "MALFORMED");
        assertRefused(post("/things", "{\"name\":\"a\",\"nmae\":\"b\"}"), 400, "MALFORMED");
        assertRefused(post("/things", "{\"name\":\"a\",\"count\":7.5}"), 400, "MALFORMED");
        assertRefused(post("/things", "{\"name\":7}"), 400, "MALFORMED");
        assertRefused(post("/things", "{\"name\":\"a\",\"name\":\"b\"}"), 400, "MALFORMED");
        HttpResponse<String> wrongType = post("/things", "{\"name\":\"a\",\"count\":\"secret\"}");
        assertRefused(wrongType, 400, "MALFORMED");
        assertThat(wrongType.body()).contains("count").doesNotContain("secret");
    }

    @Test // #5
    void aBodyMayBeNeitherDeepNorHaveLongPartsNorManyOfThem() {
        String depth = "{\"parts\":".repeat(15) + "[]" + "}".repeat(15);
        assertThat(post("/things/any", depth).statusCode()).isEqualTo(200);
        assertRefused(post("/things/any", "[" + depth + "]"), 413, "TOO_LARGE");
        assertRefused(post("/things/any", "[".repeat(60_000)), 413, "TOO_LARGE");
        assertThat(post("/things", "{\"name\":\"" + "x".repeat(4_096) + "\"}").statusCode())
                .isEqualTo(200);
        assertRefused(post("/things", "{\"name\":\"" + "x".repeat(4_097) + "\"}"), 413, "TOO_LARGE");
        assertRefused(post("/things/any", "{\"" + "x".repeat(129) + "\":7}"), 413, "TOO_LARGE");
        assertRefused(post("/things", "{\"name\":\"a\",\"count\":" + "1".repeat(33) + "}"), 413, "TOO_LARGE");
        assertRefused(post("/things/any:batch", "[" + "7,".repeat(200_000) + "7]"), 413, "TOO_LARGE");
        assertThat(post("/things/any:batch", "[" + "7,".repeat(190_000) + "7]").statusCode())
                .isEqualTo(200);
    }

    @Test // #2
    void aHugeBodyIsRefusedWhetherItsLengthIsDeclaredOrNot() {
        String huge = "{\"name\":\"" + "x".repeat(70_000) + "\"}";
        assertRefused(post("/things", huge), 413, "TOO_LARGE");
        HttpRequest chunked = request("/things", token(Role.BOT))
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(huge)))
                .header("Content-Type", "application/json")
                .build();
        assertRefused(send(chunked), 413, "TOO_LARGE");
    }

    @Test // #5
    void theBodyOfARequestThatIsRefusedForItsSenderOrItsShareIsNotWaitedFor() throws Exception {
        CompletableFuture<HttpResponse<String>> inWork = CLIENT.sendAsync(
                request("/api/v1/users/1", token(Role.BOT)).GET().build(), BodyHandlers.ofString());
        Things.IN_WORK.await();
        for (String body : List.of(
                "application/json\r\nContent-Length: 1000",
                "application/json\r\nTransfer-Encoding: chunked",
                "application/x-www-form-urlencoded\r\nContent-Length: 1000")) {
            assertThat(replyWithoutABody("/api/v1/users/1", null, body)).startsWith("HTTP/1.1 401");
            assertThat(replyWithoutABody("/unnamed", token(Role.BOT), body)).startsWith("HTTP/1.1 404");
            assertThat(replyWithoutABody("/api/v1/users/1", token(Role.BOT), body))
                    .startsWith("HTTP/1.1 429");
        }
        Things.MAY_END.countDown();
        assertThat(inWork.join().statusCode()).isEqualTo(200);
    }

    /** The first line of the reply to a request whose body never comes. */
    private static String replyWithoutABody(String path, @Nullable String token, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(30_000);
            String headers = "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + body + "\r\n"
                    + (token == null ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n";
            socket.getOutputStream().write(headers.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test // #5
    void aReplyComesInOnePieceWithItsLength() {
        for (HttpResponse<String> reply : List.of(
                send(request("/things", token(Role.BOT))
                        .PUT(BodyPublishers.ofString("{\"name\":\"a\"}"))
                        .header("Content-Type", "application/json")
                        .build()),
                get("/things/fault", token(Role.BOT)))) {
            assertThat(reply.headers().firstValueAsLong("Content-Length"))
                    .hasValue(reply.body().length());
            assertThat(reply.headers().firstValue("Transfer-Encoding")).isEmpty();
        }
    }

    @Test // #2
    void aStoreOutOfReachIsToBeTriedLaterAndAFaultOfOursTellsNoDetails() {
        HttpResponse<String> later = get("/things/out-of-reach", token(Role.BOT));
        assertRefused(later, 503, "TRY_LATER");
        assertThat(later.headers().firstValue("Retry-After")).isPresent();
        HttpResponse<String> fault = get("/things/fault", token(Role.BOT));
        assertRefused(fault, 500, "INTERNAL");
        assertThat(fault.body()).doesNotContain("private detail");
        assertRefused(get("/things/nowhere", token(Role.BOT)), 404, "NOT_FOUND");
        assertRefused(send(request("/things", token(Role.BOT)).DELETE().build()), 405, "METHOD_NOT_ALLOWED");
    }

    @Test // #2
    void theLogOfAFaultTellsWhereItIsAndNotWhoseItIs() {
        Throwable cause = new IllegalStateException("aggregate [1234567890] failed", new IOException("of 1234567890"));
        String log = Problems.withoutPeople(cause);
        assertThat(log)
                .contains("java.lang.IllegalStateException: aggregate [#] failed", "java.io.IOException: of #")
                .contains("HttpEdgeTest.theLogOfAFault")
                .doesNotContain("1234567890");
    }

    @Test // #2
    void aKeptKeySignsTokensThatTheFirstKeyVerifies(@TempDir Path directory) throws IOException {
        Path kept = Files.writeString(directory.resolve("private.pem"), ISSUER.privateKeyPem());
        String token = TokenIssuer.of(kept).issue(Role.OPERATOR, Duration.ofMinutes(1));
        assertThat(get("/things", token).statusCode()).isEqualTo(200);
    }

    private static String token(Role role) {
        return ISSUER.issue(role, Duration.ofHours(1));
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
    }

    private static HttpResponse<String> get(String path, @Nullable String token) {
        return send(request(path, token).GET().build());
    }

    private static HttpResponse<String> post(String path, String body) {
        return send(request(path, token(Role.BOT))
                .POST(BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build());
    }

    private static HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    record Thing(String name, @Nullable Integer count) {}

    @Configuration
    @EnableAutoConfiguration
    @Import({Things.class, Admission.AtTheDoor.class})
    static class Api {
        @Bean
        AccessRules rules() {
            return requests -> requests.requestMatchers("/things/**", "/api/**").hasAnyRole("BOT", "OPERATOR");
        }
    }

    @RestController
    static class Things {

        private static final CountDownLatch IN_WORK = new CountDownLatch(1);
        private static final CountDownLatch MAY_END = new CountDownLatch(1);

        @GetMapping("/api/v1/users/1")
        String untilItMayEnd() throws InterruptedException {
            IN_WORK.countDown();
            MAY_END.await();
            return "ended";
        }

        @GetMapping("/things")
        String all() {
            return "all";
        }

        @PostMapping("/things")
        Thing make(@RequestBody Thing thing) {
            return thing;
        }

        @PutMapping("/things")
        ResponseEntity<Thing> keep(@RequestBody Thing thing) {
            return ResponseEntity.ok(thing);
        }

        @PostMapping({"/things/any", "/things/any:batch"})
        int any(@RequestBody JsonNode any) {
            return any.size();
        }

        @GetMapping("/things/out-of-reach")
        String outOfReach() {
            throw new DataAccessResourceFailureException("connection refused");
        }

        @GetMapping("/things/fault")
        String fault() {
            throw new IllegalStateException("private detail");
        }
    }
}
