package org.sleepquiz.query.audit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Notes who has read the data of a single person, in the log {@code sleepquiz.audit}: never what was read, and the person as a keyed
 * hash, which whoever has the salt can look for. What people read about themselves, by the bot, is not noted.
 */
@Component
class ReadAudit implements WebMvcConfigurer, HandlerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger("sleepquiz.audit");

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHOWN = 8; // bytes
    private static final int SALT_LENGTH = 16; // bytes

    private final SecretKeySpec salt;

    /** @param salt of the hashes; without one they can be compared within one run of one node only */
    ReadAudit(@Value("${sleepquiz.audit.salt:}") String salt) {
        byte[] bytes = salt.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            bytes = new byte[SALT_LENGTH];
            new SecureRandom().nextBytes(bytes);
        }
        this.salt = new SecretKeySpec(bytes, ALGORITHM);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/v1/users/**");
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        Authentication reader = SecurityContextHolder.getContext().getAuthentication();
        Optional<Role> role = roleOf(reader);
        if (role.isPresent()
                && request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                && variables.get("telegramId") instanceof String telegramId) {
            LOG.info(
                    "event=person_read by={} role={} what={} status={} person={}",
                    reader.getName(),
                    role.get(),
                    request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
                    response.getStatus(),
                    hash(telegramId));
        }
    }

    /** The role in which it was read; none for the bot. */
    private static Optional<Role> roleOf(@Nullable Authentication reader) {
        return Stream.of(Role.OPERATOR, Role.ANALYST)
                .filter(role -> reader != null
                        && reader.getAuthorities().stream()
                                .anyMatch(authority -> ("ROLE_" + role.name()).equals(authority.getAuthority())))
                .findFirst();
    }

    String hash(String telegramId) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(salt);
            return HexFormat.of().formatHex(mac.doFinal(telegramId.getBytes(StandardCharsets.UTF_8)), 0, SHOWN);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", impossible);
        }
    }
}
