package org.sleepquiz.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BotApiTest {

    private static final String SECRET = "AAE-secret_part";
    private static final Screen SCREEN = new Screen("<b>Hello</b> &amp; &lt;you&gt;", List.of());

    private static String everythingAbout(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @Test // #2, regression 38
    void noFailureTellsTheToken() {
        // a port at which nobody listens, and a host that cannot be
        for (String url : List.of("http://127.0.0.1:1", "http://no-such-host.invalid/")) {
            BotApi api = new BotApi(URI.create(url), "700100:" + SECRET, Clock.systemUTC());
            for (Throwable failure : List.of(
                    catchThrowable(() -> api.updates(OptionalLong.empty(), Duration.ZERO)),
                    catchThrowable(() -> api.send(5, SCREEN)),
                    catchThrowable(() -> api.edit(5, 1, SCREEN)),
                    catchThrowable(() -> api.acknowledge("1", null, false)),
                    catchThrowable(() -> api.offerCommands(null, List.of())),
                    catchThrowable(api::endWebhook))) {
                assertThat(failure).isInstanceOf(TelegramFailure.Unreachable.class);
                assertThat(everythingAbout(failure)).doesNotContain(SECRET);
            }
            assertThat(api.toString()).doesNotContain(SECRET);
        }
    }

    @ParameterizedTest // #2, regression 38
    @ValueSource(strings = {"", "secret", "123456:", "123456:secret with spaces", "12/34:secret", "http://x/secret"})
    void whatIsNoTokenIsRefusedWithoutQuotingIt(String token) {
        assertThatThrownBy(() -> new BotApi(URI.create("http://127.0.0.1:1"), token, Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(failure -> assertThat(everythingAbout(failure)).doesNotContain("secret"));
    }

    @Test // #2, regression 10
    void plainTextIsWhatTheMarkupSays() {
        assertThat(SCREEN.plainText()).isEqualTo("Hello & <you>");
    }

    @Test // #2
    void aButtonThatTelegramWouldRefuseIsNotMade() {
        assertThat(new Button("é", "x".repeat(64)).data()).hasSize(64);
        assertThatThrownBy(() -> new Button("x", "é".repeat(33))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Button("x", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
