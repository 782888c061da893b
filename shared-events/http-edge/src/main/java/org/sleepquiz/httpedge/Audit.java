package org.sleepquiz.httpedge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Notes who has had to do with the data of a single person, in the log {@code sleepquiz.audit}: never what the data were, and the person
 * as a keyed hash, which whoever has the salt can look for. What people do themselves, by the bot, is not noted.
 */
public final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger("sleepquiz.audit");

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHOWN = 8; // bytes
    private static final int SALT_LENGTH = 16; // bytes

    private final SecretKeySpec salt;

    /** @param salt of the hashes; without one they can be compared within one run of one node only */
    Audit(String salt) {
        byte[] bytes = salt.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            bytes = new byte[SALT_LENGTH];
            new SecureRandom().nextBytes(bytes);
        }
        this.salt = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * Somebody whose deeds are noted.
     *
     * @param name the token's subject
     */
    public record Witnessed(String name, Role role) {}

    /** Who has sent the request that this thread serves; nobody if it is the bot, or a person by it. */
    public static Optional<Witnessed> witnessed() {
        Authentication token = SecurityContextHolder.getContext().getAuthentication();
        return Stream.of(Role.OPERATOR, Role.ANALYST)
                .filter(role -> token != null
                        && token.getAuthorities().stream()
                                .anyMatch(authority -> ("ROLE_" + role.name()).equals(authority.getAuthority())))
                .findFirst()
                .map(role -> new Witnessed(token.getName(), role));
    }

    /**
     * @param event what was done, as in {@code person_read}
     * @param what the call by which it was
     * @param status of the reply
     */
    public void note(String event, Witnessed by, String what, int status, String telegramId) {
        LOG.info(
                "event={} by={} role={} what={} status={} person={}",
                event,
                by.name(),
                by.role(),
                what,
                status,
                hash(telegramId));
    }

    /** Notes the requests about a single person that are meant, by the path's {@code telegramId}. */
    public HandlerInterceptor noting(String event, Predicate<HttpServletRequest> meant) {
        return new HandlerInterceptor() {
            @Override
            public void afterCompletion(
                    HttpServletRequest request,
                    HttpServletResponse response,
                    Object handler,
                    @Nullable Exception failure) {
                if (meant.test(request)
                        && request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
                                instanceof Map<?, ?> variables
                        && variables.get("telegramId") instanceof String telegramId) {
                    String what = String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
                    witnessed().ifPresent(by -> note(event, by, what, response.getStatus(), telegramId));
                }
            }
        };
    }

    public String hash(String telegramId) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(salt);
            return HexFormat.of().formatHex(mac.doFinal(telegramId.getBytes(StandardCharsets.UTF_8)), 0, SHOWN);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", impossible);
        }
    }
}
