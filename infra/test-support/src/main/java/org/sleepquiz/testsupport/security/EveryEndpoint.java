package org.sleepquiz.testsupport.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.testsupport.security.Tricks.Trick;

/** Whom a side lets in, endpoint by endpoint: those that it has when it runs, not those that somebody remembered. */
@TestInstance(PER_CLASS)
public abstract class EveryEndpoint {

    private final Access access;
    private AttackedSide side;

    /**
     * @param table a line an endpoint: method, pattern, and the roles that may call it, or {@code everybody} where no token is
     *     needed
     */
    protected EveryEndpoint(String table) {
        access = Access.table(table);
    }

    /** The side that all tests of a class share. */
    protected abstract AttackedSide start();

    @BeforeAll
    void startForAllTests() {
        side = start();
    }

    @AfterAll
    void stop() {
        if (side != null) {
            side.close();
        }
    }

    @Test // #5
    void hasALineThatSaysWhoMayCallIt() {
        Set<Endpoint> found = Endpoint.of(side.context());
        Set<Endpoint> withoutALine = new TreeSet<>(found);
        withoutALine.removeAll(access.endpoints());
        assertThat(withoutALine)
                .as(
                        "endpoints that nobody has said who may call: name them in the side's AccessRules (what is not named"
                                + " there is denied to all), and write a line for each into the table of %s,"
                                + " \"METHOD PATTERN ROLE ROLE\"",
                        getClass().getSimpleName())
                .isEmpty();
        Set<Endpoint> gone = new TreeSet<>(access.endpoints());
        gone.removeAll(found);
        assertThat(gone)
                .as(
                        "lines of %s whose endpoints are gone: take them out",
                        getClass().getSimpleName())
                .isEmpty();
    }

    @Test // #5
    void believesATokenThatIsRightInEverything() {
        String good = "Bearer " + Tricks.control(side.issuer());
        assertThat(guarded())
                .isNotEmpty()
                .filteredOn(endpoint -> access.mayCall(Role.OPERATOR, endpoint))
                .allSatisfy(
                        endpoint -> assertThat(call(endpoint, "", List.of(good)).statusCode())
                                .isNotIn(401, 403));
    }

    @Test // #5
    void isClosedToWhoeverBringsNoTokenUnlessItIsOpen() {
        assertThat(access.endpoints()).allSatisfy(endpoint -> {
            HttpResponse<String> response = call(endpoint, "", List.of());
            if (access.isOpen(endpoint)) {
                // health says 503 where something that the side needs is away
                assertThat(response.statusCode()).isNotIn(401, 500);
            } else {
                Refusal.assertThatIs(response, 401, "UNAUTHENTICATED");
            }
        });
    }

    @Test // #5
    void believesNoTokenThatWasNotIssuedForIt() {
        List<Trick> tricks = Tricks.with(side.issuer());
        List<String> wrong = new ArrayList<>();
        for (Endpoint endpoint : guarded().toList()) {
            for (Trick trick : tricks) {
                int status =
                        call(endpoint, trick.query(), trick.authorization()).statusCode();
                if (status != 401) {
                    wrong.add(endpoint + ", " + trick + ": " + status);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test // #5
    void isForbiddenToARoleThatIsNotNamedAndNotToOneThatIs() {
        for (Role role : Role.values()) {
            List<String> token = List.of("Bearer " + side.token(role));
            assertThat(guarded()).allSatisfy(endpoint -> {
                HttpResponse<String> response = call(endpoint, "", token);
                if (access.mayCall(role, endpoint)) {
                    assertThat(response.statusCode())
                            .as("%s: %s", role, response.body())
                            .isNotIn(401, 403)
                            .isLessThan(500);
                } else {
                    Refusal.assertThatIs(response, 403, "FORBIDDEN");
                }
            });
        }
    }

    @Test // #5
    void isNotThereForAPathThatNobodyMapped() {
        for (String path : List.of("/", "/api", "/api/v2/users/1", "/admin", "/.env", "/h2-console", "/telegram")) {
            Refusal.assertThatIs(side.send("GET", path, null, List.of()), 401, "UNAUTHENTICATED");
            Refusal.assertThatIs(side.sendAs(Role.OPERATOR, "GET", path, null), 404, "NOT_FOUND");
        }
    }

    /** Settings, memory, loggers and whatever else could show or change a secret. */
    @Test // #5
    void isNotThereForTheActuatorsThatShowSecrets() {
        for (String actuator : List.of(
                "env",
                "configprops",
                "heapdump",
                "threaddump",
                "loggers",
                "beans",
                "httpexchanges",
                "shutdown",
                "sbom",
                "mappings",
                "conditions",
                "flyway",
                "logfile",
                "scheduledtasks",
                "metrics",
                "info",
                "sessions")) {
            assertThat(Endpoint.of(side.context()))
                    .extracting(Endpoint::pattern)
                    .doesNotContain("/actuator/" + actuator);
            Refusal.assertThatIs(side.sendAs(Role.OPERATOR, "GET", "/actuator/" + actuator, null), 404, "NOT_FOUND");
        }
    }

    @Test // #5
    void saysInAProblemThatAnAddressOrAHeaderIsTooLongOrNotOfTheRightForm() throws IOException {
        String token = side.token(Role.OPERATOR);
        String host = " HTTP/1.1\r\nHost: sleepquiz\r\nConnection: close\r\n";
        String path = "/api/v1/users/";
        assertRefusedRaw("GET " + path + "1".repeat(20_000) + host, "TOO_LARGE", "MALFORMED");
        assertRefusedRaw(
                "GET " + path + "1" + host + "X-Long: " + "x".repeat(20_000) + "\r\n", "TOO_LARGE", "MALFORMED");
        assertRefusedRaw(
                "GET " + path + "1" + host + "Authorization: Bearer " + "x".repeat(20_000) + "\r\n",
                "TOO_LARGE",
                "MALFORMED");
        assertRefusedRaw("GET " + path + "{1}<>" + host, "MALFORMED");
        assertRefusedRaw("GET " + path + "%00" + host + "Authorization: Bearer " + token + "\r\n", "MALFORMED");
        assertRefusedRaw("GET " + path + "1/%2e%2e/2" + host + "Authorization: Bearer " + token + "\r\n", "MALFORMED");
        assertRefusedRaw("GET " + path + "1;a=b" + host + "Authorization: Bearer " + token + "\r\n", "MALFORMED");
        assertRefusedRaw("GET " + path + "1%2f2" + host + "Authorization: Bearer " + token + "\r\n", "MALFORMED");
        assertRefusedRaw("GET " + path + "%zz" + host, "MALFORMED");
        assertRefusedRaw("TRACE " + path + "1" + host, "METHOD_NOT_ALLOWED", "MALFORMED", "UNAUTHENTICATED");
    }

    @Test // #5
    void readsNoMoreOfABodyThanAnHonestRequestHas() {
        String huge = "\"" + "x".repeat(1_100_000) + "\"";
        assertThat(access.endpoints())
                .filteredOn(Endpoint::takesABody)
                .allSatisfy(endpoint -> Refusal.assertThatIs(
                        side.sendAs(Role.OPERATOR, endpoint.method(), endpoint.path(EveryEndpoint::example), huge),
                        413,
                        "TOO_LARGE"));
    }

    /** @param codes one of which the reply has */
    private void assertRefusedRaw(String request, String... codes) throws IOException {
        String reply;
        try (Socket socket = new Socket("127.0.0.1", side.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        String what = request.substring(0, Math.min(request.length(), 60));
        assertThat(reply).as(what).startsWith("HTTP/1.1 4").contains("application/problem+json");
        assertThat(Stream.of(codes)).as("%s: %s", what, reply).anyMatch(code -> reply.contains("\"code\":\"" + code));
        assertThat(reply.toLowerCase(Locale.ROOT)).as(what).doesNotContain("tomcat", "exception", "<html");
    }

    private Stream<Endpoint> guarded() {
        return access.endpoints().stream().filter(endpoint -> !access.isOpen(endpoint));
    }

    private HttpResponse<String> call(Endpoint endpoint, String query, List<String> authorization) {
        return side.send(
                endpoint.method(),
                endpoint.path(EveryEndpoint::example) + query,
                endpoint.takesABody() ? "{}" : null,
                authorization);
    }

    private static String example(String variable) {
        return variable.equals("telegramId") ? "4711" : new UUID(0, 1).toString();
    }
}
