package org.sleepquiz.httpedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class RememberedTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant END = NOW.plusSeconds(30);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final List<String> decoded = new ArrayList<>();
    private final RememberedTokens tokens = new RememberedTokens(this::decode, clock());

    @Test // #3
    void aGoodTokenIsCheckedOnce() {
        assertThat(tokens.decode("good")).isSameAs(tokens.decode("good"));
        assertThat(decoded).containsExactly("good");
    }

    @Test // #3
    void aTokenThatHasExpiredSinceIsCheckedAgain() {
        tokens.decode("good");
        now.set(END);
        assertThatThrownBy(() -> tokens.decode("good")).isInstanceOf(BadJwtException.class);
    }

    @Test // #3
    void aBadTokenIsNeverRemembered() {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> tokens.decode("bad")).isInstanceOf(BadJwtException.class);
        }
        assertThat(decoded).containsExactly("bad", "bad");
    }

    private Jwt decode(String token) {
        decoded.add(token);
        if (!token.equals("good") || !now.get().isBefore(END)) {
            throw new BadJwtException("refused");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "RS256")
                .issuedAt(NOW.minusSeconds(60))
                .expiresAt(END)
                .build();
    }

    private Clock clock() {
        InstantSource source = now::get;
        return source.withZone(ZoneOffset.UTC);
    }
}
