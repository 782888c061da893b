package org.sleepquiz.standalone;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a standalone system, as they are named in the environment. A port of 0 is any free one.
 *
 * @param ownServers the PostgreSQL and Kafka to use instead of embedded ones
 * @param realTelegram the Telegram to use instead of the local one
 * @param webhook where Telegram delivers; none where the gateway polls
 * @param access who may use the bot: {@code open}, {@code allowlist} or {@code invite}
 * @param allowedUsers telegram ids with commas between them; empty for none
 */
record StandaloneSettings(
        int chatPort,
        int commandPort,
        int queryPort,
        int botPort,
        int postgresPort,
        int kafkaPort,
        Optional<OwnServers> ownServers,
        Optional<RealTelegram> realTelegram,
        Optional<Webhook> webhook,
        String access,
        String allowedUsers) {

    private static final Set<String> ACCESS = Set.of("open", "allowlist", "invite");

    /** Servers that are there already. */
    record OwnServers(String jdbcUrl, String jdbcUser, String jdbcPassword, String kafkaBootstrap) {}

    /** A Telegram that is there already. */
    record RealTelegram(String botToken, URI apiUrl) {}

    /**
     * Where Telegram delivers, and what it shows to prove that it is Telegram.
     *
     * @param url empty for the gateway's own address, which only a local Telegram reaches
     * @param secret empty for one that is made up
     */
    record Webhook(String url, String secret) {

        @Override
        public String toString() {
            return "Webhook";
        }
    }

    /** Free ports and nothing of the environment: for a system that is thrown away. */
    static StandaloneSettings throwAway() {
        return new StandaloneSettings(
                0, 0, 0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), "open", "");
    }

    /**
     * @throws StartFailure if a setting cannot be used
     */
    static StandaloneSettings of(Map<String, String> environment) {
        Optional<RealTelegram> realTelegram = realTelegram(environment);
        return new StandaloneSettings(
                port(environment, "SLEEPQUIZ_CHAT_PORT", 8080),
                port(environment, "SLEEPQUIZ_COMMAND_PORT", 8081),
                port(environment, "SLEEPQUIZ_QUERY_PORT", 8082),
                port(environment, "SLEEPQUIZ_BOT_PORT", 8083),
                port(environment, "SLEEPQUIZ_POSTGRES_PORT", 15432),
                port(environment, "SLEEPQUIZ_KAFKA_PORT", 19092),
                ownServers(environment),
                realTelegram,
                webhook(environment, realTelegram.isPresent()),
                access(environment),
                environment.getOrDefault("SLEEPQUIZ_ALLOWED_USERS", ""));
    }

    private static int port(Map<String, String> environment, String name, int usual) {
        String value = environment.getOrDefault(name, Integer.toString(usual));
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            throw new StartFailure(name + " is not a port: " + value, notANumber);
        }
        throw new StartFailure(name + " is not a port: " + value);
    }

    private static Optional<OwnServers> ownServers(Map<String, String> environment) {
        String jdbcUrl = environment.get("SLEEPQUIZ_JDBC_URL");
        String bootstrap = environment.get("SLEEPQUIZ_KAFKA_BOOTSTRAP");
        if (jdbcUrl == null && bootstrap == null) {
            return Optional.empty();
        }
        if (jdbcUrl == null || bootstrap == null) {
            throw new StartFailure("To use your own servers set both SLEEPQUIZ_JDBC_URL and SLEEPQUIZ_KAFKA_BOOTSTRAP");
        }
        return Optional.of(new OwnServers(
                jdbcUrl,
                environment.getOrDefault("SLEEPQUIZ_JDBC_USER", "sleepquiz"),
                environment.getOrDefault("SLEEPQUIZ_JDBC_PASSWORD", ""),
                bootstrap));
    }

    private static Optional<Webhook> webhook(Map<String, String> environment, boolean realTelegram) {
        String mode = environment.getOrDefault("TELEGRAM_MODE", "polling");
        if (mode.equals("polling")) {
            return Optional.empty();
        }
        if (!mode.equals("webhook")) {
            throw new StartFailure("TELEGRAM_MODE is polling or webhook, not " + mode);
        }
        Webhook webhook = new Webhook(
                environment.getOrDefault("TELEGRAM_WEBHOOK_URL", ""),
                environment.getOrDefault("TELEGRAM_WEBHOOK_SECRET", ""));
        if (realTelegram && (webhook.url().isBlank() || webhook.secret().isBlank())) {
            throw new StartFailure("TELEGRAM_MODE webhook needs TELEGRAM_WEBHOOK_URL and TELEGRAM_WEBHOOK_SECRET");
        }
        if (!realTelegram
                && webhook.url().isBlank()
                && environment.getOrDefault("SLEEPQUIZ_BOT_PORT", "").equals("0")) {
            throw new StartFailure("TELEGRAM_MODE webhook needs a SLEEPQUIZ_BOT_PORT that is known beforehand");
        }
        return Optional.of(webhook);
    }

    private static String access(Map<String, String> environment) {
        String access = environment.getOrDefault("SLEEPQUIZ_ACCESS", "open");
        if (!ACCESS.contains(access)) {
            throw new StartFailure("SLEEPQUIZ_ACCESS is open, allowlist or invite, not " + access);
        }
        return access;
    }

    private static Optional<RealTelegram> realTelegram(Map<String, String> environment) {
        String token = environment.getOrDefault("TELEGRAM_BOT_TOKEN", "");
        if (token.isBlank()) {
            return Optional.empty();
        }
        String url = environment.getOrDefault("TELEGRAM_API_URL", "https://api.telegram.org");
        try {
            return Optional.of(new RealTelegram(token, URI.create(url)));
        } catch (IllegalArgumentException notAUrl) {
            throw new StartFailure("TELEGRAM_API_URL is not a URL: " + url, notAUrl);
        }
    }
}
