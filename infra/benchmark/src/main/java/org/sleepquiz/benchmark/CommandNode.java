package org.sleepquiz.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.command.CommandSide;
import org.sleepquiz.command.quiz.Decision;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenIssuer;
import org.sleepquiz.messages.UserSleepCommand;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;

/** A command-side as it is shipped, in this JVM, on a database of its own or a shared one. */
final class CommandNode implements AutoCloseable {

    private static final String NO_KAFKA = "127.0.0.1:1";

    /** A closed loop on a busy machine waits longer than a client should; what it waits for is measured, not refused. */
    private static final List<String> PATIENT = List.of(
            "--spring.datasource.hikari.connection-timeout=60000",
            "--axon.timeout.handler.commands.timeout-ms=120000",
            "--axon.timeout.handler.commands.warning-threshold-ms=110000",
            "--axon.timeout.transaction.command-bus.timeout-ms=120000",
            "--axon.timeout.transaction.command-bus.warning-threshold-ms=110000");

    private static final TokenIssuer ISSUER = TokenIssuer.withNewKey();

    private final ConfigurableApplicationContext context;
    private final CommandGateway gateway;

    private CommandNode(ConfigurableApplicationContext context) {
        this.context = context;
        this.gateway = context.getBean(CommandGateway.class);
    }

    /**
     * @param engine {@code group} or {@code plain}
     * @param kafka where to publish; null for nowhere
     */
    static CommandNode start(
            Database database, String name, String engine, @Nullable String kafka, List<String> properties) {
        List<String> patient = new ArrayList<>(PATIENT);
        patient.addAll(properties);
        return startAsShipped(database, name, engine, kafka, patient);
    }

    /** As {@link #start}, but a command waits no longer than in the product. */
    static CommandNode startAsShipped(
            Database database, String name, String engine, @Nullable String kafka, List<String> properties) {
        List<String> arguments = new ArrayList<>(arguments(database, name));
        arguments.add("--sleepquiz.event-engine=" + engine);
        arguments.add("--sleepquiz.kafka.bootstrap=" + (kafka == null ? NO_KAFKA : kafka));
        arguments.add("--sleepquiz.kafka.enabled=" + (kafka != null));
        // nobody is to be asked for their night by a benchmark, and no reader more to follow the log
        arguments.add("--sleepquiz.prompts.enabled=false");
        // nor are the generated logs, which are in the clear, to be sealed meanwhile
        arguments.add("--sleepquiz.keys.care-interval=1h");
        arguments.addAll(properties);
        ConfigurableApplicationContext context = CommandSide.application()
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new));
        if (kafka == null) {
            context.getBeanProvider(EventProcessingConfiguration.class)
                    .ifAvailable(
                            processing -> processing.eventProcessors().values().forEach(EventProcessor::shutDown));
        }
        return new CommandNode(context);
    }

    /** What both sides have to be told. */
    static List<String> arguments(Database database, String name) {
        database.create(name);
        return List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--sleepquiz.jwt.public-key=" + publicKey(database.directory()).toUri(),
                "--sleepquiz.jdbc.url=" + database.jdbcUrl(name),
                "--sleepquiz.jdbc.user=" + database.user(),
                "--sleepquiz.jdbc.password=" + database.password());
    }

    private static synchronized Path publicKey(Path directory) {
        try {
            return Files.writeString(directory.resolve("token-key.pub.pem"), ISSUER.publicKeyPem());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String token(Role role) {
        return ISSUER.issue(role, Duration.ofHours(12));
    }

    /** Completes when the command's events are stored; fails if it was refused, for nothing here should be. */
    CompletableFuture<?> send(UserSleepCommand command) {
        return gateway.<Decision<?>>send(command).thenApply(decision -> {
            if (!(decision instanceof Accepted)) {
                throw new IllegalStateException("refused: " + decision);
            }
            return decision;
        });
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }
}
