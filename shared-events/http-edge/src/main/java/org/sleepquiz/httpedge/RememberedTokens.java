package org.sleepquiz.httpedge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Checks a token's signature once and not with every request: a service sends the same one for a long time. Only good tokens are
 * remembered, none for longer than it is valid.
 */
final class RememberedTokens implements JwtDecoder {

    private static final int MOST = 1_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final JwtDecoder decoder;
    private final Clock clock;
    private final Cache<String, Jwt> good =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    RememberedTokens(JwtDecoder decoder, Clock clock) {
        this.decoder = decoder;
        this.clock = clock;
    }

    @Override
    public Jwt decode(String token) {
        Jwt known = good.getIfPresent(token);
        if (known != null && isValid(known)) {
            return known;
        }
        Jwt decoded = decoder.decode(token);
        good.put(token, decoded);
        return decoded;
    }

    private boolean isValid(Jwt token) {
        Instant end = token.getExpiresAt();
        return end != null && clock.instant().isBefore(end);
    }
}
