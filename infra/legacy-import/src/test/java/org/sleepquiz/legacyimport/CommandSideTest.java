package org.sleepquiz.legacyimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.Json;

/** What a command-side in trouble may answer. */
class CommandSideTest {

    private static final CommandSide.Patience SHORT =
            new CommandSide.Patience(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(400));

    private HttpServer server;
    private final Deque<String> answers = new ArrayDeque<>(); // status, then the body
    private final List<String> asked = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test // #4
    void onlyWhatWasRefusedForNowIsSaidAgain() throws Exception {
        answers.add(
                "200 {\"outcomes\":[{\"status\":200},{\"status\":503},{\"status\":422,\"problem\":{\"code\":\"X\"}},"
                        + "{\"status\":429}]}");
        answers.add("200 {\"outcomes\":[{\"status\":503},{\"status\":200}]}");
        answers.add("200 {\"outcomes\":[{\"status\":204}]}");
        List<Outcome> outcomes = commandSide().say(commands(4));
        assertThat(outcomes).extracting(Outcome::status).containsExactly(200, 204, 422, 200);
        assertThat(outcomes).extracting(Outcome::code).containsExactly("", "", "X", "");
        assertThat(asked)
                .containsExactly(
                        "{\"commands\":[{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":3}]}",
                        "{\"commands\":[{\"n\":1},{\"n\":3}]}",
                        "{\"commands\":[{\"n\":1}]}");
        assertThat(notices).containsExactly("The command-side has too much to do; trying again");
    }

    @Test // #4
    void aRequestThatDoesNotComeThroughIsSaidAgain() throws Exception {
        answers.add("503 {}");
        answers.add("429 {}");
        answers.add("500 {}");
        answers.add("200 {\"outcomes\":[{\"status\":200}]}");
        assertThat(commandSide().say(commands(1))).extracting(Outcome::status).containsExactly(200);
        assertThat(asked).hasSize(4);
    }

    @Test // #4
    void thePatienceEndsOnlyWhenNothingComesThroughAnyMore() {
        for (int i = 0; i < 200; i++) {
            answers.add("503 {}");
        }
        assertThatThrownBy(() -> commandSide().say(commands(1)))
                .isInstanceOf(ImportFailure.class)
                .hasMessage("The command-side answers 503; run the import again later");
        assertThat(asked).hasSizeGreaterThan(5);
    }

    @Test // #4
    void aCommandSideThatIsNotThereIsSaidInOneLine() {
        CommandSide nobody = new CommandSide(URI.create("http://127.0.0.1:1"), "token", SHORT, notices::add);
        assertThatThrownBy(() -> nobody.say(commands(1)))
                .isInstanceOf(ImportFailure.class)
                .hasMessage("The command-side cannot be reached; run the import again later");
    }

    @Test // #4
    void whoeverWillNotListenIsNotAskedAgain() {
        answers.add("401 {}");
        assertThatThrownBy(() -> commandSide().say(commands(1)))
                .hasMessage("The command-side does not accept the token (401)");
        answers.add("404 {}");
        assertThatThrownBy(() -> commandSide().say(commands(1))).hasMessageContaining("is no command-side (404)");
        answers.add("200 <html>");
        assertThatThrownBy(() -> commandSide().say(commands(1))).hasMessageContaining("is no command-side");
        answers.add("200 {\"outcomes\":[]}");
        assertThatThrownBy(() -> commandSide().say(commands(1))).hasMessageContaining("is no command-side");
        assertThat(asked).hasSize(4);
    }

    private CommandSide commandSide() {
        return new CommandSide(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "token", SHORT, notices::add);
    }

    private static List<Command> commands(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> new Command(Json.MAPPER.createObjectNode().put("n", n), outcome -> {}))
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            assertThat(exchange.getRequestURI()).hasPath("/api/v1/commands:batch");
            assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer token");
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String[] answer = answers.removeFirst().split(" ", 2);
            byte[] body = answer[1].getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer[0]), body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
