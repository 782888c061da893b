package org.sleepquiz.standalone;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.BotGateway;
import org.sleepquiz.command.CommandSide;
import org.sleepquiz.embedded.EmbeddedKafkaBroker;
import org.sleepquiz.embedded.EmbeddedPostgresServer;
import org.sleepquiz.eventstore.UnusableMasterKey;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.localtelegram.LocalTelegram;
import org.sleepquiz.query.QuerySide;
import org.sleepquiz.standalone.StandaloneSettings.RealTelegram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * All parts of the system, started in the order in which they need each other and stopped in the opposite one: the bot
 * gateway drains while everything behind it still runs, the servers go last.
 */
final class StandaloneSystem implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneSystem.class);
    private static final String MASTER_KEY = "sleepquiz.keys.master-file";
    private static final String AUDIT_SALT = "sleepquiz.audit.salt";
    private static final Duration BOT_TOKEN_LIFETIME = Duration.ofDays(365);

    private final DataDirectory data;
    private final boolean durable;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private boolean closed; // guarded by started
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private @Nullable LocalTelegram telegram;
    private @Nullable Servers servers;

    StandaloneSystem(DataDirectory data, boolean durable) {
        this.data = data;
        this.durable = durable;
    }

    /** Where PostgreSQL and Kafka are, and who may see and do everything on the one. */
    record Servers(String jdbcUrl, String jdbcUser, String jdbcPassword, String kafkaBootstrap) {}

    /** A user of the database. */
    private record Login(String user, String password) {}

    /** Where Telegram is. */
    private record Telegram(String botToken, URI apiUrl, String chatAddress) {}

    /**
     * Starts everything; what was started is stopped again if a part fails.
     *
     * @throws StartFailure if a port is in use or a setting is wrong
     */
    void start(StandaloneSettings settings) {
        try {
            startAll(settings);
        } catch (RuntimeException failed) {
            close();
            throw explained(failed);
        }
    }

    /** Stops everything when the JVM is told to end, which is how a person ends it, and lets go of the data. */
    void stopOnExit(Runnable first) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            first.run();
            close();
            data.close();
        }));
    }

    private void startAll(StandaloneSettings settings) {
        CompletableFuture<Telegram> telegramStart = beside(() -> telegram(settings));
        servers = settings.ownServers()
                .map(own -> new Servers(own.jdbcUrl(), own.jdbcUser(), own.jdbcPassword(), own.kafkaBootstrap()))
                .orElseGet(() -> embeddedServers(settings));
        Telegram telegram = telegramStart.join();
        Path publicKey = data.tokenKeys().publicKey();
        Map<String, String> secrets =
                Map.of(MASTER_KEY, data.masterKey().toString(), AUDIT_SALT, data.passwordOf("audit"));

        CompletableFuture<ConfigurableApplicationContext> queries = beside(() -> run(
                QuerySide.application(),
                settings.queryPort(),
                publicKey,
                login(settings, PostgresRoles.QUERY_SIDE),
                querySide(settings, secrets)));
        ConfigurableApplicationContext commandSide = run(
                CommandSide.application(),
                settings.commandPort(),
                publicKey,
                login(settings, PostgresRoles.COMMAND_SIDE),
                secrets);
        String commandUrl = urlOf(commandSide);
        String queryUrl = urlOf(queries.join());
        run(
                BotGateway.application(),
                settings.botPort(),
                publicKey,
                login(settings, PostgresRoles.BOT_GATEWAY),
                gateway(settings, telegram, commandUrl, queryUrl));

        addresses.put("chat", telegram.chatAddress());
        addresses.put("command API", commandUrl + "/swagger-ui.html");
        addresses.put("query API", queryUrl + "/swagger-ui.html");
        addresses.put("dashboard", queryUrl + "/dashboard/index.html");
        addresses.put("Kafka", servers.kafkaBootstrap());
        addresses.put(
                "JDBC",
                settings.ownServers().isPresent()
                        ? servers.jdbcUrl()
                        : servers.jdbcUrl() + "?user=analyst&password=" + data.passwordOf("analyst"));
    }

    /** As whom a side uses the database: on a server of one's own all are the one user that was named. */
    private Login login(StandaloneSettings settings, String role) {
        return settings.ownServers().isPresent()
                ? new Login(servers().jdbcUser(), servers().jdbcPassword())
                : new Login(role, data.passwordOf(role));
    }

    /** On a server of our own the roles have their passwords already, and the query-side may set none. */
    private Map<String, String> querySide(StandaloneSettings settings, Map<String, String> secrets) {
        Map<String, String> properties = new HashMap<>(secrets);
        if (settings.ownServers().isPresent()) {
            properties.put("sleepquiz.analyst.password", data.passwordOf("analyst"));
        }
        return properties;
    }

    private Map<String, String> gateway(
            StandaloneSettings settings, Telegram telegram, String commandUrl, String queryUrl) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "sleepquiz.command.url", commandUrl,
                "sleepquiz.query.url", queryUrl,
                "sleepquiz.bot.access-token", data.tokenKeys().issuer().issue(Role.BOT, BOT_TOKEN_LIFETIME),
                "sleepquiz.access", settings.access(),
                "sleepquiz.allowed-users", settings.allowedUsers(),
                "telegram.bot.token", telegram.botToken(),
                "telegram.api.url", telegram.apiUrl().toString(),
                "telegram.mode", settings.webhook().isPresent() ? "webhook" : "polling"));
        settings.webhook().ifPresent(webhook -> {
            properties.put(
                    "telegram.webhook.url",
                    webhook.url().isBlank()
                            ? "http://127.0.0.1:" + settings.botPort() + "/telegram/webhook"
                            : webhook.url());
            properties.put("telegram.webhook.secret", webhook.secret().isBlank() ? random() : webhook.secret());
        });
        return properties;
    }

    /** On a thread of its own, as the common pool's do not know the classes of a packaged application. */
    private static <T> CompletableFuture<T> beside(Supplier<T> start) {
        return CompletableFuture.supplyAsync(start, task -> new Thread(task, "start").start());
    }

    private Servers embeddedServers(StandaloneSettings settings) {
        CompletableFuture<EmbeddedKafkaBroker> kafkaStart =
                beside(() -> keep(EmbeddedKafkaBroker.start(data.kafka(), settings.kafkaPort(), durable)));
        try {
            EmbeddedPostgresServer postgres =
                    keep(EmbeddedPostgresServer.start(data.postgres(), settings.postgresPort(), durable));
            PostgresRoles.prepare(postgres, data::passwordOf);
            return new Servers(
                    postgres.jdbcUrl(PostgresRoles.DATABASE),
                    PostgresRoles.OWNER,
                    data.passwordOf(PostgresRoles.OWNER),
                    kafkaStart.join().bootstrapServers());
        } finally {
            // whatever happened to PostgreSQL, a broker on its way up has to arrive before it can be stopped
            kafkaStart.handle((broker, failure) -> broker).join();
        }
    }

    private Telegram telegram(StandaloneSettings settings) {
        if (settings.realTelegram().isPresent()) {
            RealTelegram real = settings.realTelegram().get();
            return new Telegram(real.botToken(), real.apiUrl(), RealBot.named(real));
        }
        String token = "1:" + random();
        try {
            telegram = keep(LocalTelegram.start(settings.chatPort(), token, data.telegram()));
        } catch (IllegalStateException notStarted) {
            throw new StartFailure(notStarted.getMessage(), notStarted);
        }
        return new Telegram(token, telegram.url(), telegram.url().toString());
    }

    private static String random() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private ConfigurableApplicationContext run(
            SpringApplicationBuilder application,
            int port,
            Path publicKey,
            Login login,
            Map<String, String> properties) {
        Servers used = servers();
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--sleepquiz.jwt.public-key=" + publicKey.toUri(),
                "--sleepquiz.jdbc.url=" + used.jdbcUrl(),
                "--sleepquiz.jdbc.user=" + login.user(),
                "--sleepquiz.jdbc.password=" + login.password(),
                "--sleepquiz.kafka.bootstrap=" + used.kafkaBootstrap()));
        properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return keep(application
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new)));
    }

    private <T extends AutoCloseable> T keep(T part) {
        synchronized (started) {
            if (!closed) {
                started.push(part);
                return part;
            }
        }
        stop(part);
        throw new StartFailure("Stopped while starting");
    }

    private static String urlOf(ConfigurableApplicationContext side) {
        return "http://127.0.0.1:" + side.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** What a person is told, by name; in the order in which it helps. */
    Map<String, String> addresses() {
        return addresses;
    }

    Servers servers() {
        if (servers == null) {
            throw new IllegalStateException("not started");
        }
        return servers;
    }

    /** The local Telegram; there is none where the real one is used. */
    LocalTelegram localTelegram() {
        if (telegram == null) {
            throw new IllegalStateException("there is no local Telegram");
        }
        return telegram;
    }

    /** A bearer token of this installation. */
    String token(Role role) {
        return data.tokenKeys().issuer().issue(role, Duration.ofHours(1));
    }

    /** Stops everything; a part that cannot stop does not keep the others from it. */
    @Override
    public void close() {
        synchronized (started) {
            closed = true;
            while (!started.isEmpty()) {
                stop(started.pop());
            }
        }
    }

    private static void stop(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failed) {
            LOG.error("event=stop_failed part={}", part.getClass().getSimpleName(), failed);
        }
    }

    private static RuntimeException explained(RuntimeException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException taken) {
                return new StartFailure(
                        "Port " + taken.getPort() + " is in use; choose another (see docs/quick-start.md)", failed);
            }
            if (cause instanceof UnusableMasterKey unusable) {
                return new StartFailure(String.valueOf(unusable.getMessage()), failed);
            }
            if (cause instanceof StartFailure line) {
                return line;
            }
            if (cause instanceof IllegalArgumentException setting && isOurs(setting)) {
                return new StartFailure(String.valueOf(setting.getMessage()), failed);
            }
        }
        return failed instanceof CompletionException && failed.getCause() instanceof RuntimeException inner
                ? inner
                : failed;
    }

    /** Whether one of the sides itself has refused a setting, in words for whoever set it. */
    private static boolean isOurs(IllegalArgumentException refused) {
        StackTraceElement[] trace = refused.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("org.sleepquiz.");
    }
}
