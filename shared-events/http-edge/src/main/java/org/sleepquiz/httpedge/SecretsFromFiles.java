package org.sleepquiz.httpedge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Takes secrets from files: with {@code SLEEPQUIZ_JDBC_PASSWORD_FILE} set, what stands in that file is
 * {@code SLEEPQUIZ_JDBC_PASSWORD}. A file can be kept from everybody but the process; its environment is in listings and crash reports.
 */
final class SecretsFromFiles implements EnvironmentPostProcessor {

    /** Those that have no property of their own for a file. */
    static final List<String> SECRETS = List.of(
            "sleepquiz.jdbc.password", "sleepquiz.analyst.password", "telegram.bot.token", "telegram.webhook.secret");

    private static final String FILE = "-file";

    /** @throws IllegalArgumentException if such a file cannot be read, or a secret is given in both ways */
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> found = new LinkedHashMap<>();
        for (String secret : SECRETS) {
            String file = environment.getProperty(secret + FILE, "");
            if (!file.isBlank()) {
                if (!environment.getProperty(secret, "").isBlank()) {
                    throw new IllegalArgumentException(
                            secret + " and " + secret + FILE + " are both set; take one out");
                }
                found.put(secret, content(secret, file));
            }
        }
        if (!found.isEmpty()) {
            environment.getPropertySources().addFirst(new MapPropertySource("secretsFromFiles", found));
        }
    }

    private static String content(String secret, String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException(secret + FILE + ": cannot read " + file, unreadable);
        }
    }
}
