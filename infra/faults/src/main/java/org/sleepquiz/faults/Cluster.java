package org.sleepquiz.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenKeys;
import org.sleepquiz.localtelegram.LocalTelegram;

/**
 * The whole system: PostgreSQL, Kafka, the same number of each side, every one a process of its own, and the local Telegram in this one.
 * Between every side and PostgreSQL is a wire that can be harmed, and one in front of the command-sides and of the query-sides together.
 */
final class Cluster implements AutoCloseable {

    static final String KAFKA = "kafka";

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration TOKEN_LIFETIME = Duration.ofDays(2);
    private static final int LOWEST_PORT = 20_000;
    private static final int FIRST_PORT_OF_THE_SYSTEM = 32_768;
    private static final int SIDE_HEAP = 192; // MB
    private static final int KAFKA_HEAP = 384; // MB

    private final Path directory;
    private final Path masterKey;
    private final TokenKeys tokenKeys;
    private final String botToken;
    private final LocalTelegram telegram;
    private final Postgres postgres;
    private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, Proxy> wires = new LinkedHashMap<>();
    private final Set<Integer> given = new HashSet<>();
    private final int kafkaPort = freePort();

    private Cluster(Path directory, int nodes, boolean onSmallDisk) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("logs"));
        this.tokenKeys = TokenKeys.keptIn(directory);
        this.masterKey = directory.resolve("master-key");
        Files.writeString(masterKey, Base64.getEncoder().encodeToString(random(32)) + "\n", StandardCharsets.US_ASCII);
        this.botToken = "1:" + HexFormat.of().formatHex(random(12));
        this.telegram = LocalTelegram.start(0, botToken, null);
        this.postgres = Postgres.start(directory.resolve("postgres"), onSmallDisk);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopServers, "end-of-cluster"));
        add(new ChildProcess(
                KAFKA,
                BrokerProcess.class,
                KAFKA_HEAP,
                List.of(directory.resolve("kafka").toString(), Integer.toString(kafkaPort)),
                Map.of(),
                logs()));
        List<Integer> commandPorts = addSides("command", nodes, List.of());
        List<Integer> queryPorts = addSides("query", nodes, List.of("--sleepquiz.query.connections=10"));
        Proxy command = wire("command", commandPorts);
        Proxy query = wire("query", queryPorts);
        Path accessToken = Files.writeString(directory.resolve("bot.token"), token());
        addSides(
                "bot",
                nodes,
                List.of(
                        "--sleepquiz.command.url=" + urlOf(command),
                        "--sleepquiz.query.url=" + urlOf(query),
                        "--sleepquiz.bot.token-file=" + accessToken,
                        "--sleepquiz.bot.poll=5s",
                        "--telegram.api.url=" + telegram.url()));
    }

    /**
     * Starts everything and waits until all of it serves.
     *
     * @param nodes how many of each side
     * @param onSmallDisk see {@link Postgres}
     */
    static Cluster start(Path directory, int nodes, boolean onSmallDisk) {
        try {
            Cluster cluster = new Cluster(directory, nodes, onSmallDisk);
            cluster.processes.values().forEach(ChildProcess::start);
            try {
                cluster.awaitAll();
            } catch (RuntimeException notStarted) {
                cluster.close();
                throw notStarted;
            }
            return cluster;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<Integer> addSides(String side, int nodes, List<String> more) {
        List<Integer> sidePorts = new ArrayList<>();
        for (int node = 1; node <= nodes; node++) {
            String name = side + "-" + node;
            int port = freePort();
            Proxy database = wire(name + "/postgres", List.of(postgres.port()));
            List<String> arguments = new ArrayList<>(List.of(
                    side,
                    "--server.port=" + port,
                    "--server.address=127.0.0.1",
                    "--sleepquiz.jwt.public-key=" + tokenKeys.publicKey().toUri(),
                    "--sleepquiz.keys.master-file=" + masterKey,
                    "--sleepquiz.jdbc.url=" + postgres.jdbcUrl(database.port()),
                    "--sleepquiz.jdbc.user=" + postgres.user(),
                    "--sleepquiz.kafka.bootstrap=" + kafkaBootstrap()));
            arguments.addAll(more);
            add(new ChildProcess(
                    name,
                    SideProcess.class,
                    SIDE_HEAP,
                    arguments,
                    Map.of("SLEEPQUIZ_JDBC_PASSWORD", postgres.password(), "TELEGRAM_BOT_TOKEN", botToken),
                    logs()));
            ports.put(name, port);
            sidePorts.add(port);
        }
        return sidePorts;
    }

    private void add(ChildProcess process) {
        processes.put(process.name(), process);
    }

    private Proxy wire(String name, List<Integer> targets) {
        Proxy wire = Proxy.to(targets);
        wires.put(name, wire);
        return wire;
    }

    private Path logs() {
        return directory.resolve("logs");
    }

    /** Waits until every process serves, whatever has been done to it. */
    void awaitAll() {
        awaitKafka();
        for (Map.Entry<String, Integer> side : ports.entrySet()) {
            ChildProcess process = process(side.getKey());
            Api api = new Api(URI.create("http://127.0.0.1:" + side.getValue()), "");
            boolean serves = Pause.until(START, () -> !process.isAlive() || api.succeeds("/actuator/health/readiness"));
            if (!serves || !process.isAlive()) {
                throw new IllegalStateException(side.getKey() + " does not serve, see " + process.log());
            }
        }
    }

    private void awaitKafka() {
        if (!Pause.until(START, () -> listens(kafkaPort))) {
            throw new IllegalStateException(
                    "Kafka does not serve, see " + process(KAFKA).log());
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException away) {
            return false;
        }
    }

    ChildProcess process(String name) {
        ChildProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException("there is no process " + name);
        }
        return process;
    }

    /** The names of the processes of a side. */
    List<String> nodesOf(String side) {
        return processes.keySet().stream()
                .filter(name -> name.startsWith(side + "-"))
                .toList();
    }

    List<String> wireNames() {
        return List.copyOf(wires.keySet());
    }

    Proxy wire(String name) {
        Proxy wire = wires.get(name);
        if (wire == null) {
            throw new IllegalArgumentException("there is no wire " + name);
        }
        return wire;
    }

    Postgres postgres() {
        return postgres;
    }

    LocalTelegram telegram() {
        return telegram;
    }

    Path masterKey() {
        return masterKey;
    }

    int kafkaPort() {
        return kafkaPort;
    }

    String kafkaBootstrap() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** The command-sides behind one address. */
    Api commandApi() {
        return new Api(urlOf(wire("command")), token());
    }

    /** The query-sides behind one address. */
    Api queryApi() {
        return new Api(urlOf(wire("query")), token());
    }

    private static URI urlOf(Proxy wire) {
        return URI.create("http://127.0.0.1:" + wire.port());
    }

    private String token() {
        return tokenKeys.issuer().issue(Role.BOT, TOKEN_LIFETIME);
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }

    /** From below the range out of which the system serves whoever asks for any port, and not given twice. */
    private int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, FIRST_PORT_OF_THE_SYSTEM);
            if (!given.add(port)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }

    private void stopServers() {
        processes.values().forEach(ChildProcess::close);
        postgres.close();
    }

    @Override
    public void close() {
        stopServers();
        wires.values().forEach(Proxy::close);
        telegram.close();
    }
}
