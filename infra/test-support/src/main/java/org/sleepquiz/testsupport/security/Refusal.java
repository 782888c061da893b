package org.sleepquiz.testsupport.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Pattern;

/** How every refusal looks, whatever it is for. */
public final class Refusal {

    private static final Pattern CODE = Pattern.compile("\"code\":\"[A-Z_]+\"");

    /** What a reply would give away of what is inside: classes, statements, places in the code. */
    private static final Pattern INSIDES = Pattern.compile(
            "Exception|Error:|org\\.|java\\.|tools\\.jackson|at [a-z]+\\.|\\.java|select |insert |SQL|PSQL|JDBC|Tomcat|<html");

    private Refusal() {}

    public static void assertThatIs(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
        assertThatIsWellFormed(response);
    }

    /** For a reply that must be a refusal, of whatever code, and never a failure of ours. */
    public static void assertThatIsWellFormed(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isBetween(400, 499);
        assertThat(response.headers().firstValue("Content-Type").orElse("none")).startsWith("application/problem+json");
        assertThat(response.body()).containsPattern(CODE).doesNotContainPattern(INSIDES);
    }
}
