package org.sleepquiz.standalone;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a standalone system, as they are named in the environment. A port of 0 is any free one.
 *
 * @param ownServers the PostgreSQL and Kafka to use instead of embedded ones
 * @param realTelegram the Telegram to use instead of the local one
 */
record StandaloneSettings(
        int chatPort,
        int commandPort,
        int queryPort,
        int botPort,
        int postgresPort,
        int kafkaPort,
        Optional<OwnServers> ownServers,
        Optional<RealTelegram> realTelegram) {

    /** Servers that are there already. */
    record OwnServers(String jdbcUrl, String jdbcUser, String jdbcPassword, String kafkaBootstrap) {}

    /** A Telegram that is there already. */
    record RealTelegram(String botToken, URI apiUrl) {}

    /** Free ports and nothing of the environment: for a system that is thrown away. */
    static StandaloneSettings throwAway() {
        return new StandaloneSettings(0, 0, 0, 0, 0, 0, Optional.empty(), Optional.empty());
    }

    /**
     * @throws StartFailure if a setting cannot be used
     */
    static StandaloneSettings of(Map<String, String> environment) {
        return new StandaloneSettings(
                port(environment, "SLEEPQUIZ_CHAT_PORT", 8080),
                port(environment, "SLEEPQUIZ_COMMAND_PORT", 8081),
                port(environment, "SLEEPQUIZ_QUERY_PORT", 8082),
                port(environment, "SLEEPQUIZ_BOT_PORT", 8083),
                port(environment, "SLEEPQUIZ_POSTGRES_PORT", 15432),
                port(environment, "SLEEPQUIZ_KAFKA_PORT", 19092),
                ownServers(environment),
                realTelegram(environment));
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
